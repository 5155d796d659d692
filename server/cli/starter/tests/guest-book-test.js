import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { newKey } from 'sealwax'
import { createApp } from '../app.js'
import { openEntries } from '../entries.js'
import { createVisitor } from './visitor.js'

const sign = '/_sealwax/guest-book/sign'
const remove = '/_sealwax/entry/remove'

describe('the guest book', () => {
  let entries
  let app
  beforeEach(async () => {
    entries = await openEntries(':memory:')
    app = createApp({ entries, keys: [newKey()], cookieKeys: ['for tests'] })
  })
  afterEach(() => entries.close())

  it('shows what somebody wrote', async () => {
    const visitor = createVisitor(app)
    const page = await visitor.open('/')
    assert.match(page, /Nobody has signed yet/)
    const signed = await visitor.submit(page, sign, { name: 'Ada', text: 'Hello <b>' })
    assert.match(signed, /Hello &lt;b&gt;/)
    assert.match(await createVisitor(app).open('/'), /Hello/)
  })

  it('keeps what was typed when something is missing', async () => {
    const visitor = createVisitor(app)
    const refused = await visitor.submit(await visitor.open('/'), sign, { name: '', text: 'Hello' })
    assert.match(refused, /Please give your name/)
    assert.match(refused, />Hello<\/textarea>/)
    assert.deepEqual(await entries.list(), [])
  })

  it('lets its author remove an entry, and nobody else', async () => {
    const [ada, bob] = [createVisitor(app), createVisitor(app)]
    const page = await ada.submit(await ada.open('/'), sign, { name: 'Ada', text: 'Hello' })
    assert.doesNotMatch(await bob.open('/'), /Remove/)
    assert.match(await bob.press(page, remove).catch(() => 'refused'), /refused|Nobody|Guest book/)
    assert.equal((await entries.list()).length, 1)
    assert.match(await ada.press(page, remove), /Nobody has signed yet/)
    assert.deepEqual(await entries.list(), [])
  })
})
