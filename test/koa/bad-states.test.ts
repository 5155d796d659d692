import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import {
  type BadStatesOptions,
  type CountStore,
  createBadStates,
  networkOf,
} from '../../server/koa/bad-states.ts'
import { createRedisCountStore } from '../../server/koa/redis-count-store.ts'
import { startRedis, withRedis } from '../services/redis.ts'
import { assertErrorPage, assertHtmxError, stateOn } from './answer.ts'
import { createTestApp } from './test-app.ts'

const touch = '/_sealwax/item/touch'
const ignore = () => {}

describe('createBadStates', () => {
  it('counts by address', () => {
    const { count } = createBadStates({ limit: 2 })
    const addresses = ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']
    assert.deepEqual(
      addresses.map((address) => count(address, ignore)),
      [false, false, true, false],
    )
  })

  it('takes all that is no address for one, so that nobody fills the memory or slips through', () => {
    const { count } = createBadStates({ limit: 2 })
    const junk = ['junk1', 'junk2', 'x'.repeat(14_000)]
    assert.deepEqual(
      junk.map((address) => count(address, ignore)),
      [false, false, true],
    )
  })

  it('forgets after the window', () => {
    let now = 0
    const { count } = createBadStates({ limit: 1, window: 1000, now: () => now })
    assert.equal(count('a', ignore), false)
    now = 999
    assert.equal(count('a', ignore), true)
    now = 1000
    assert.equal(count('a', ignore), false)
  })

  it('forgets the oldest of very many addresses', async () => {
    const { count } = createBadStates({ limit: 1 })
    await count('first', ignore)
    for (let n = 0; n < 10_000; n++) await count(`10.0.${n >> 8}.${n & 255}`, ignore)
    assert.equal(count('first', ignore), false)
  })
})

describe('createRedisCountStore', () => {
  const window = 60_000
  let stores = 0
  const newPrefix = () => `counts${stores++}:`

  it('counts by name, each one once, however many come at a time', async () => {
    const prefix = newPrefix()
    const [one, other] = [await countsIn(prefix), await countsIn(prefix)]
    const asked = Array.from({ length: 20 }, () => [one, other]).flat()
    const counts = await Promise.all(asked.map(async (store) => store.count('a', window)))
    assert.deepEqual(new Set(counts), new Set(asked.map((_, n) => n + 1)))
    assert.equal(await one.count('b', window), 1)
  })

  it('begins anew after the window, which later ones do not make longer', async () => {
    const { client } = await withRedis()
    const prefix = newPrefix()
    const store = await countsIn(prefix)
    await store.count('a', window)
    await pass(30)
    await store.count('a', window)
    assert.ok((await client.pttl(`${prefix}a`)) <= window - 30)
    await store.count('b', 20)
    await pass(60)
    assert.equal(await store.count('b', 20), 1)
  })

  it('leaves nothing in Redis that has no end', async () => {
    const { client } = await withRedis()
    const prefix = newPrefix()
    const store = await countsIn(prefix)
    await client.set(`${prefix}a`, '5')
    assert.equal(await store.count('a', window + 0.5), 6)
    assert.ok((await client.pttl(`${prefix}a`)) > window - 10_000)
    assert.equal(await store.count('b', Number.POSITIVE_INFINITY), 1)
  })

  const strange: [string, () => Promise<unknown>][] = [
    ['fails', () => Promise.reject(new Error('gone'))],
    ['says something else', () => Promise.resolve('QUEUED')],
    ['says nothing', () => Promise.resolve(null)],
    ['does not answer', () => new Promise(() => {})],
  ]
  for (const [what, send] of strange) {
    it(`counts nothing in a Redis that ${what}, and each process goes by its own count`, async () => {
      const store = createRedisCountStore(send, { timeout: 20 })
      await assert.rejects(async () => store.count('a', window))
      const { count } = createBadStates({ limit: 2, store })
      const answers: boolean[] = []
      const errors: unknown[] = []
      const note = (error: unknown) => errors.push(error)
      for (let n = 0; n < 4; n++) answers.push(await count('192.0.2.1', note))
      assert.deepEqual(answers, [false, false, true, true])
      assert.equal(errors.length, 2)
    })
  }
})

describe('createBadStates with a store', () => {
  it('stops an address that goes from process to process', async () => {
    const server = await startRedis()
    const store = createRedisCountStore((...command) => server.client.call(...command))
    try {
      const processes = [1, 2].map(() => createBadStates({ limit: 4, store }))
      const answers: boolean[] = []
      for (let n = 0; n < 3; n++) {
        for (const { count } of processes) answers.push(await count('192.0.2.1', ignore))
      }
      assert.deepEqual(answers, [false, false, false, false, true, true])
      await server.kill()
      await server.restart()
      const [first] = processes
      assert.equal(await first?.count('192.0.2.1', ignore), false)
      assert.equal(await first?.count('192.0.2.1', ignore), true)
    } finally {
      await server.close()
    }
  })

  it('asks the store no more of an address that is stopped', async () => {
    let asked = 0
    const store = { count: () => ++asked }
    const { count } = createBadStates({ limit: 2, store })
    for (let n = 0; n < 100; n++) await count('192.0.2.1', ignore)
    assert.equal(asked, 2)
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
  it('is the answer of every process that shares a store', async () => {
    const store = { count: () => 101 }
    const { browser } = createTestApp({ sealwax: { badStates: { store } } })
    const answer = await browser().htmx(touch, { _state: 'forged' })
    assertHtmxError(answer, { status: 429, code: 'TooMany' })
  })

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

async function countsIn(prefix: string): Promise<CountStore> {
  const { client } = await withRedis()
  return createRedisCountStore((...command) => client.call(...command), { prefix })
}
