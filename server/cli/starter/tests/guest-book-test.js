import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { bothModes, createVisitor, expectRefused, expectStale, testKey } from 'sealwax/testing'
import { createApp } from '../app.js'
import { entry } from '../components/entry.js'
import { guestBook } from '../components/guest-book.js'
import { openEntries } from '../entries.js'

async function sign(page, name, text) {
  await page.find(guestBook).submit('sign', { 'Your name': name, 'Your words': text })
  return page
}

for (const { mode, javascript } of bothModes) {
  describe(`the guest book, ${mode}`, () => {
    let entries
    let app
    beforeEach(async () => {
      entries = await openEntries(':memory:')
      app = createApp({ entries, keys: [testKey()], cookieKeys: ['a key for tests'] })
    })
    afterEach(() => entries.close())

    /** The page, as somebody sees it who was never here. */
    const open = () => createVisitor(app, { javascript }).open('/')

    it('shows everybody what somebody wrote', async () => {
      const page = await open()
      assert.match(page.text, /Nobody has signed yet/)
      await sign(page, 'Ada', 'Hello <b>')
      assert.match(page.text, /Hello <b> Ada/)
      assert.match((await open()).text, /Hello <b> Ada/)
    })

    it('shows what others wrote meanwhile to whoever signs', async () => {
      const mine = await open()
      await sign(await open(), 'Ada', 'Hello')
      await sign(mine, 'Grace', 'Good day')
      assert.match(mine.text, /Hello Ada/)
      assert.match(mine.text, /Good day Grace/)
    })

    it('says what is missing, and keeps what was typed', async () => {
      const page = await sign(await open(), '', 'Hello')
      assert.match(page.text, /Please give your name/)
      assert.match(page.find(guestBook).html, />Hello<\/textarea>/)
      assert.deepEqual(await entries.list(), [])
    })

    it('lets an author remove an entry, and nobody else', async () => {
      const mine = await sign(await open(), 'Ada', 'Hello')
      const other = await open()
      assert.doesNotMatch(other.text, /Remove/)
      await expectRefused(other.find(entry).call('remove'), 'Forbidden')
      await mine.click('Remove what you wrote')
      assert.deepEqual(await entries.list(), [])
    })

    it('says when an entry is gone already', async () => {
      const page = await sign(await open(), 'Ada', 'Hello')
      const [{ id }] = await entries.list()
      await entries.remove(id)
      await expectStale(page.find(entry).call('remove'))
    })
  })
}
