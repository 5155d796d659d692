import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { createMac } from '../../../server/core/seal/mac.ts'

describe('createMac', () => {
  it('is HMAC-SHA256, of texts of any length and content', () => {
    const texts = ['', 'a', 'ünïcödé 🦭 \0', '\ud800', ...[54, 55, 56, 63, 64, 65, 9000].map(long)]
    for (const text of texts) {
      const key = randomBytes(32).toString('hex')
      const expected = createHmac('sha256', key).update(text).digest('base64url')
      const mac = createMac(key)
      assert.equal(mac(text), expected)
      assert.equal(mac('another'), createMac(key)('another'))
      assert.equal(mac(text), expected)
    }
  })
})

function long(length: number): string {
  return 'x'.repeat(length)
}
