import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newKey } from 'sealwax'
import { answerText, cookiesOf, sealerFor, stateOn } from './answer.ts'
import { readPage } from './page.ts'
import { createTestApp, type Fields } from './test-app.ts'

const touch = '/_sealwax/item/touch'

/** One page of a visitor, and a way to post without that counting as too many. */
async function openItems() {
  const { world, browser } = createTestApp({ sealwax: { badStates: false } })
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  const expected = answerText(await visitor.htmx(touch, { _state: 'forged' }))
  const expectedPage = answerText(await visitor.post(touch, { _state: 'forged' }))
  world.ran.length = 0
  const assertRejected = async (fields: Fields, what: string, path = touch) => {
    assert.equal(answerText(await visitor.htmx(path, fields)), expected, what)
    assert.equal(answerText(await visitor.post(path, fields)), expectedPage, what)
    assert.deepEqual(world.ran, [], what)
  }
  return { world, browser, visitor, state, assertRejected }
}

describe('a sealed state that was tampered with', () => {
  it('is 403 in every case alike', async () => {
    const { visitor } = await openItems()
    const answer = await visitor.htmx(touch, { _state: 'forged' })
    assert.equal(answer.status, 403)
    assert.equal(answer.body.error.code, 'StateRejected')
  })

  it('is rejected with any byte flipped', async () => {
    const { state, assertRejected } = await openItems()
    const bytes = Buffer.from(state, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8))
      await assertRejected({ _state: flipped.toString('base64url') }, `byte ${at}`)
    }
  })

  it('is rejected when it is cut', async () => {
    const { state, assertRejected } = await openItems()
    for (let length = 0; length < state.length; length += 13) {
      await assertRejected({ _state: state.slice(0, length) }, `${length} characters`)
      await assertRejected({ _state: state.slice(length + 1) }, `without ${length + 1} characters`)
    }
    await assertRejected({ _state: state.slice(0, -1) }, 'without the last')
  })

  it('is rejected in another spelling', async () => {
    const { state, assertRejected } = await openItems()
    const bytes = Buffer.from(state, 'base64url')
    const spellings = [
      `${state}=`,
      `${state}==`,
      `${state}A`,
      ` ${state}`,
      `${state}\n`,
      `${state.slice(0, 9)}\u0000${state.slice(9)}`,
      `${state.slice(0, 9)}.${state.slice(9)}`,
      bytes.toString('hex'),
      'A'.repeat(100_000),
      '',
    ]
    if (bytes.toString('base64') !== state) spellings.push(bytes.toString('base64'))
    for (const text of spellings)
      await assertRejected({ _state: text }, JSON.stringify(text.slice(0, 40)))
  })

  it('is rejected when it is missing, doubled or named otherwise', async () => {
    const { state, assertRejected } = await openItems()
    await assertRejected({}, 'missing')
    await assertRejected(
      [
        ['_state', state],
        ['_state', state],
      ],
      'doubled',
    )
    await assertRejected(
      [
        ['_state', state],
        ['_state', ''],
      ],
      'doubled with nothing',
    )
    await assertRejected({ '_state[]': state }, 'as a list')
    await assertRejected({ _State: state }, 'in capitals')
  })

  it('is rejected for another component', async () => {
    const { world, visitor, state, assertRejected } = await openItems()
    const other = await stateOn(visitor, '/counters', 'counter-left')
    world.ran.length = 0
    await assertRejected({ _state: other }, 'of the counter')
    await assertRejected({ _state: state }, 'for the counter', '/_sealwax/counter/increment')
    await assertRejected({ _state: state }, 'for the refresh', '/_sealwax/counter')
  })

  it('is rejected in another session', async () => {
    const { world, browser, assertRejected } = await openItems()
    const other = await stateOn(browser(), '/items', 'item-1')
    world.ran.length = 0
    await assertRejected({ _state: other }, 'of another session')
  })

  it('is rejected without any session', async () => {
    const { world, browser, visitor, state } = await openItems()
    const stranger = browser()
    const answer = await stranger.htmx(touch, { _state: state })
    assert.equal(answerText(answer), answerText(await visitor.htmx(touch, { _state: 'x' })))
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.deepEqual(world.ran, [])
  })

  it('is rejected for another principal', async () => {
    const { world, state, assertRejected } = await openItems()
    for (const user of ['ada', '']) {
      world.user = user
      await assertRejected({ _state: state }, `for ${JSON.stringify(user)}`)
    }
  })

  it('is rejected for another purpose', async () => {
    const { world, visitor, state, assertRejected } = await openItems()
    const { headers } = await visitor.post(touch, { _state: state })
    const [, flash = ''] = (headers['location'] as string).split('_sealwax=item.')
    assert(flash.length > 100)
    world.ran.length = 0
    await assertRejected({ _state: flash }, 'flash as state')
    const page = await visitor.get(`/items?_sealwax=item.${flash}`)
    assert.equal(readPage(page.text).text('#item-1 i'), '1')
    const fooled = await visitor.get(`/items?_sealwax=item.${state}`)
    assert.equal(readPage(fooled.text).text('#item-1 i'), '0')
  })

  it('is rejected under a key that is not in the ring', async () => {
    const first = await createTestApp().browser().get('/items')
    const other = createTestApp({ sealwax: { keys: [newKey()] } })
    const fields = { _state: readPage(first.text).state('item-1') }
    const answer = await other.browser().htmx(touch, fields, { Cookie: cookiesOf(first) })
    const { assertRejected } = await openItems()
    await assertRejected({ _state: 'x' }, 'the comparison')
    assert.equal(answer.body.error.code, 'StateRejected')
    assert.deepEqual(other.world.ran, [])
  })

  it('opens with an older key of the ring, and is sealed with the newest', async () => {
    const [older, newer] = [newKey(), newKey()]
    const post = (keys: string[], _state: string) =>
      createTestApp({ sealwax: { keys } }).browser().htmx(touch, { _state }, { Cookie })
    const first = await createTestApp({ sealwax: { keys: [older] } })
      .browser()
      .get('/items')
    const Cookie = cookiesOf(first)
    const state = readPage(first.text).state('item-1')
    const second = await post([newer, older], state)
    assert.equal(second.status, 200)
    assert.equal((await post([newer], state)).status, 403)
    assert.match((await post([newer], readPage(second.text).state('item-1'))).text, /<i>2<\/i>/)
  })

  it('is rejected when it holds what the reviver does not know, though sealed by our key', async () => {
    const { world, browser } = createTestApp()
    const visitor = browser()
    const sealer = sealerFor(await visitor.get('/items'))
    const post = async (value: unknown) => {
      const text = JSON.stringify(value)
      const _state = sealer.seal(text, { purpose: 'state', component: 'item' })
      return answerText(await visitor.htmx(touch, { _state }))
    }
    const expected = answerText(await visitor.htmx(touch, { _state: 'forged' }))
    world.ran.length = 0
    const seconds = world.now / 1000
    const tuple: unknown[] = [
      'item-1',
      '/items',
      seconds,
      0,
      'lineage',
      1,
      { itemId: 1 },
      {},
      { touches: 9 },
    ]
    assert.match(await post({ json: tuple }), /<i>10<\\?\/i>/)
    world.ran.length = 0
    const hostile = [
      { json: tuple, meta: { values: { '8.touches': ['regexp'] } } },
      { json: tuple, meta: { values: { '8.touches': [['class', 'Item']] } } },
      { json: tuple, meta: { referentialEqualities: [['6', ['8']]] } },
      { json: tuple, meta: { values: { '8.constructor.prototype': ['Date'] } } },
      { json: tuple.with(1, '//evil.example/') },
      { json: tuple.with(2, seconds + 3600) },
      { json: tuple.with(6, [1]) },
      { json: tuple.slice(0, 6) },
      { json: 'item' },
      null,
      [],
    ]
    for (const value of hostile) assert.equal(await post(value), expected, JSON.stringify(value))
    assert.deepEqual(world.ran, [])
  })
})
