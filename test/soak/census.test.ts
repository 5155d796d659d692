import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createMemoryOnceStore } from 'sealwax'
import { type Census, createCensus } from './census.ts'

describe('createCensus', () => {
  const { claim } = createMemoryOnceStore()
  const [growing, large] = [new Map([[0, 'a request']]), new Set(Array(1000).keys())]
  let first: Census
  let later: Census

  before(() => {
    const count = createCensus()
    for (const lineage of ['lineage-of-1', 'lineage-of-2']) void claim(lineage, 60_000)
    first = count('first')
    for (let index = 1; index < 400; index++) growing.set(index, 'a request')
    later = count('growth')
  })

  it('finds what a cache holds, though only a closure knows it', () => {
    assert.ok((first.caches['once claims'] ?? 0) >= 2)
  })

  it('notices a collection that grows, and none that is just large', () => {
    assert.deepEqual(first.grown, [])
    assert.deepEqual(later.grown, ['Map of 400: number to string'])
    assert.equal(large.size, 1000)
  })
})
