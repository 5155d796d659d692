import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLedger } from './ledger.ts'

describe('createLedger', () => {
  it('finds what was lost and what was done too often', () => {
    const { note, compare } = createLedger()
    note('confirmed', 'done')
    note('perhaps', 'unknown')
    note('again', 'unknown')
    note('again', 'done')
    note('refused', 'refused')
    const compared = (...counts: [string, number][]) => compare(new Map(counts))
    const good: [string, number][] = [
      ['confirmed', 1],
      ['again', 1],
    ]
    assert.deepEqual(compared(...good), [])
    assert.deepEqual(compared(...good, ['perhaps', 1], ['again', 2]), [])
    assert.match(String(compared(['again', 1])), /^lost: confirmed: 0 times/)
    assert.match(String(compared(...good, ['again', 0])), /^lost: again/)
    for (const tooOften of [
      ['confirmed', 2],
      ['perhaps', 2],
      ['again', 3],
      ['refused', 1],
    ] as const) {
      assert.match(String(compared(...good, [...tooOften])), /^done twice/, tooOften[0])
    }
  })

  it('knows what failed since a time', async () => {
    const { note, since } = createLedger()
    note('a', 'unknown')
    await new Promise((resolve) => setTimeout(resolve, 5))
    const begun = performance.now()
    note('b', 'done')
    assert.deepEqual(since(begun), { done: 1, failed: 0, lastFailure: undefined })
    note('c', 'refused')
    const { failed, lastFailure } = since(begun)
    assert.equal(failed, 1)
    assert.ok(lastFailure !== undefined && lastFailure >= begun)
  })
})
