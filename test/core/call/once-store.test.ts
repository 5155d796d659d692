import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { createMemoryOnceStore, type OnceStore } from '../../../server/core/call/once-store.ts'
import { createRedisOnceStore } from '../../../server/core/call/redis-once-store.ts'
import { createClient, withRedis } from '../../services/redis.ts'

const minute = 60_000
let stores = 0

const makers: Record<string, () => OnceStore | Promise<OnceStore>> = {
  createMemoryOnceStore,
  async createRedisOnceStore() {
    const { client } = await withRedis()
    return createRedisOnceStore((...command) => client.call(...command), {
      prefix: `once${stores++}:`,
    })
  },
}

for (const [name, makeStore] of Object.entries(makers)) {
  describe(name, () => {
    it('lets a lineage be claimed once', async () => {
      const store = await makeStore()
      assert.equal(await store.has('a'), false)
      assert.equal(await store.claim('a', minute), true)
      assert.equal(await store.has('a'), true)
      assert.equal(await store.claim('a', minute), false)
      assert.equal(await store.claim('b', minute), true)
    })

    it('claims atomically', async () => {
      const store = await makeStore()
      const asked = Array.from({ length: 50 }, async () => store.claim('a', minute))
      assert.equal((await Promise.all(asked)).filter(Boolean).length, 1)
    })

    it('forgets a claim when its time is over', async () => {
      const store = await makeStore()
      await store.claim('short', 20)
      await store.claim('long', minute)
      await pass(60)
      assert.equal(await store.has('short'), false)
      assert.equal(await store.claim('short', minute), true)
      assert.equal(await store.claim('long', minute), false)
    })

    it('takes any name and any time', async () => {
      const store = await makeStore()
      for (const lineage of ['__proto__', 'constructor', 'toString', '', 'a b\r\n"', 'é']) {
        assert.equal(await store.has(lineage), false)
        assert.equal(await store.claim(lineage, minute + 0.5), true)
        assert.equal(await store.claim(lineage, minute), false)
      }
      assert.equal(await store.claim('for ever', Number.POSITIVE_INFINITY), true)
      assert.equal(await store.claim('for ever', minute), false)
    })
  })
}

describe('createMemoryOnceStore', () => {
  it('keeps a claim to the last millisecond of its time', async () => {
    let now = 0
    const store = createMemoryOnceStore({ now: () => now })
    assert.equal(await store.claim('a', 1000), true)
    now = 999
    assert.equal(await store.has('a'), true)
    assert.equal(await store.claim('a', 1000), false)
    now = 1000
    assert.equal(await store.has('a'), false)
    assert.equal(await store.claim('a', 1000), true)
    now = 1999
    assert.equal(await store.claim('a', 1000), false)
  })

  it('refuses new claims when it is full, and forgets none', async () => {
    let now = 0
    const store = createMemoryOnceStore({ maxClaims: 2, now: () => now })
    await store.claim('a', 1000)
    now = 500
    await store.claim('b', 1000)
    await assert.rejects(async () => store.claim('c', 1000), /2 claims already/)
    assert.deepEqual(['a', 'b', 'c'].map(store.has), [true, true, false])
    assert.equal(await store.claim('a', 1000), false)
    now = 1000
    assert.equal(await store.claim('c', 1000), true)
    await assert.rejects(async () => store.claim('d', 1000), /2 claims already/)
  })

  it('stays quick with many claims', async () => {
    let now = 0
    const store = createMemoryOnceStore({ now: () => now })
    const started = performance.now()
    for (now = 0; now < 100_000; now++) await store.claim(String(now), 50_000)
    assert.ok(performance.now() - started < 5000)
  })
})

const timers = () =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length

describe('createRedisOnceStore', () => {
  it('keeps its claims under a prefix, with an end', async () => {
    const { client } = await withRedis()
    const store = createRedisOnceStore((...command) => client.call(...command))
    await store.claim('abc', minute)
    const left = await client.pttl('sealwax:once:abc')
    assert(left > minute - 10_000 && left <= minute, String(left))
  })

  it('shares them with every client', async () => {
    const { client, port } = await withRedis()
    const other = createClient(port)
    const one = createRedisOnceStore((...command) => client.call(...command))
    const two = createRedisOnceStore((...command) => other.call(...command))
    assert.equal(await one.claim('shared', minute), true)
    assert.equal(await two.has('shared'), true)
    assert.equal(await two.claim('shared', minute), false)
    other.disconnect()
  })

  const strange: [string, () => Promise<unknown>][] = [
    ['fails', () => Promise.reject(new Error('gone'))],
    ['says something else', () => Promise.resolve('QUEUED')],
    ['says nothing', () => Promise.resolve(undefined)],
    ['does not answer', () => new Promise(() => {})],
  ]
  for (const [what, send] of strange) {
    it(`claims nothing from a Redis that ${what}`, async () => {
      const store = createRedisOnceStore(send, { timeout: 20 })
      await assert.rejects(async () => store.claim('a', minute))
    })
  }

  it('finds a Redis that does not answer soon enough', async () => {
    const store = createRedisOnceStore(() => new Promise(() => {}), { timeout: 20 })
    await assert.rejects(async () => store.has('a'), /did not answer within 20 ms/)
  })

  it('says what it does not understand', async () => {
    const store = createRedisOnceStore(async () => 'QUEUED')
    await assert.rejects(async () => store.claim('a', minute), /Redis said "QUEUED"/)
  })

  it('keeps no timer once Redis has answered', async () => {
    const store = createRedisOnceStore(async () => 0, { timeout: 60_000 })
    const before = timers()
    await store.has('a')
    assert.ok(timers() <= before)
  })
})
