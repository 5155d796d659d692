import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type BadStatesOptions, createBadStates, networkOf } from '../../server/koa/bad-states.ts'
import { assertErrorPage, assertHtmxError, stateOn } from './answer.ts'
import { createTestApp } from './test-app.ts'

const touch = '/_sealwax/item/touch'

describe('createBadStates', () => {
  it('counts by address', () => {
    const { count } = createBadStates({ limit: 2 })
    const addresses = ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']
    assert.deepEqual(addresses.map(count), [false, false, true, false])
  })

  it('takes all that is no address for one, so that nobody fills the memory or slips through', () => {
    const { count } = createBadStates({ limit: 2 })
    const junk = ['junk1', 'junk2', 'x'.repeat(14_000)]
    assert.deepEqual(junk.map(count), [false, false, true])
  })

  it('forgets after the window', () => {
    let now = 0
    const { count } = createBadStates({ limit: 1, window: 1000, now: () => now })
    assert.equal(count('a'), false)
    now = 999
    assert.equal(count('a'), true)
    now = 1000
    assert.equal(count('a'), false)
  })

  it('forgets the oldest of very many addresses', () => {
    const { count } = createBadStates({ limit: 1 })
    count('first')
    for (let n = 0; n < 10_000; n++) count(`10.0.${n >> 8}.${n & 255}`)
    assert.equal(count('first'), false)
  })
})

describe('networkOf', () => {
  const cases: [string, string][] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
    ['nonsense', ''],
    ['192.0.2.1, junk', ''],
  ]
  for (const [address, network] of cases) {
    it(`reads ${JSON.stringify(address)}`, () => assert.equal(networkOf(address), network))
  }
})

describe('TooMany', () => {
  it('is 429 after 100 states that did not open', async () => {
    const { visitor, headers, world } = await flooded('192.0.2.7', {})
    const answer = await visitor.htmx(touch, { _state: 'forged' }, headers)
    assertHtmxError(answer, { status: 429, code: 'TooMany' })
    assertErrorPage(await visitor.post(touch, { _state: 'forged' }, headers), 429)
    assert.equal((world.errors[0] as { cause: { code: string } }).cause.code, 'StateRejected')
    const other = await visitor.htmx(
      touch,
      { _state: 'forged' },
      { 'X-Forwarded-For': '192.0.2.8' },
    )
    assert.equal(other.status, 403)
  })

  it('never limits a state that opens', async () => {
    const { visitor, state, headers, world } = await flooded()
    assert.equal((await visitor.htmx(touch, { _state: state }, headers)).status, 200)
    world.now += 25 * 60 * 60 * 1000
    const expired = await visitor.htmx(touch, { _state: state }, headers)
    assertHtmxError(expired, { status: 403, code: 'StateExpired' })
  })

  it('counts an IPv6 network as one', async () => {
    const { visitor } = await flooded('2001:db8:1:2::1')
    const from = (address: string) =>
      visitor.htmx(touch, { _state: 'forged' }, { 'X-Forwarded-For': address })
    assert.equal((await from('2001:db8:1:2:ffff::9')).status, 429)
    assert.equal((await from('2001:db8:1:3::1')).status, 403)
  })

  it('is turned off by badStates: false', async () => {
    const { visitor, headers } = await flooded('192.0.2.7', false)
    assert.equal((await visitor.htmx(touch, { _state: 'forged' }, headers)).status, 403)
  })
})

/** A visitor whose address has sent as many bad states as are let through. */
async function flooded(address = '192.0.2.7', badStates: BadStatesOptions | false = { limit: 5 }) {
  const { world, browser } = createTestApp({ proxy: true, sealwax: { badStates } })
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  const headers = { 'X-Forwarded-For': address }
  const { limit = 100 } = badStates || {}
  for (let n = 0; n < limit; n++) {
    const { status } = await visitor.htmx(touch, { _state: 'forged' }, headers)
    assert.equal(status, 403)
  }
  world.errors.length = 0
  return { world, visitor, state, headers }
}
