import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryOnceStore } from '../../server/core/once-store.ts'

describe('createMemoryOnceStore', () => {
  it('lets a lineage be claimed once', async () => {
    const store = createMemoryOnceStore()
    assert.equal(await store.has('a'), false)
    assert.equal(await store.claim('a', 1000), true)
    assert.equal(await store.has('a'), true)
    assert.equal(await store.claim('a', 1000), false)
    assert.equal(await store.claim('b', 1000), true)
  })

  it('claims atomically', async () => {
    const store = createMemoryOnceStore()
    const claims = await Promise.all(Array.from({ length: 50 }, async () => store.claim('a', 1000)))
    assert.equal(claims.filter(Boolean).length, 1)
  })

  it('forgets a claim when its time is over, not before', async () => {
    let now = 0
    const store = createMemoryOnceStore(() => now)
    await store.claim('a', 1000)
    now = 999
    assert.equal(await store.has('a'), true)
    assert.equal(await store.claim('a', 1000), false)
    now = 1000
    assert.equal(await store.has('a'), false)
    assert.equal(await store.claim('a', 1000), true)
    now = 1999
    assert.equal(await store.claim('a', 1000), false)
  })

  it('takes names that objects inherit', async () => {
    const store = createMemoryOnceStore()
    for (const lineage of ['__proto__', 'constructor', 'toString', '']) {
      assert.equal(await store.has(lineage), false)
      assert.equal(await store.claim(lineage, 1000), true)
    }
  })

  it('stays quick with many claims', async () => {
    let now = 0
    const store = createMemoryOnceStore(() => now)
    const started = performance.now()
    for (now = 0; now < 100_000; now++) await store.claim(String(now), 50_000)
    assert.ok(performance.now() - started < 5000)
  })
})
