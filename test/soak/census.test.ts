import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Census } from './census.ts'

describe('createCensus', () => {
  let found: { readonly first: Census; readonly later: Census; readonly large: number }

  before(async () => {
    const script = fileURLToPath(new URL('census-alone.ts', import.meta.url))
    const args = ['--conditions=sealwax-source', '--import', 'tsx', script]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    found = JSON.parse(stdout)
  })

  it('finds what a cache holds, though only a closure knows it', () => {
    assert.equal(found.first.caches['once claims'], 2)
  })

  it('notices a collection that grows, and none that is just large', () => {
    assert.deepEqual(found.first.grown, [])
    assert.deepEqual(found.later.grown, ['Map of 400: number to string'])
    assert.equal(found.large, 1000)
  })
})
