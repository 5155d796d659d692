import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fillRandom, randomId } from '../../../server/core/seal/random.ts'

describe('fillRandom', () => {
  it('hands out no bytes twice', () => {
    const seen = new Set<string>()
    for (let count = 0; count < 2000; count++) {
      const nonce = new Uint8Array(12)
      fillRandom(nonce)
      seen.add(Buffer.from(nonce).toString('hex'))
    }
    assert.equal(seen.size, 2000)
  })

  it('fills targets of any size to their end', () => {
    for (const size of [1, 4095, 4096, 4097, 10_000]) {
      const target = new Uint8Array(size + 32)
      fillRandom(target.subarray(0, size))
      const end = target.subarray(Math.max(0, size - 32), size)
      assert.ok(size < 32 || end.some((byte) => byte !== 0), `${size} bytes`)
      assert.ok(target.subarray(size).every((byte) => byte === 0))
    }
  })
})

describe('randomId', () => {
  it('writes as many random bytes as it is asked for', () => {
    assert.equal(Buffer.from(randomId(9), 'base64url').length, 9)
    assert.equal(Buffer.from(randomId(5000), 'base64url').length, 5000)
    assert.notEqual(randomId(9), randomId(9))
  })
})
