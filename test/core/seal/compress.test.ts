import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createKeyring, createSealer, newKey } from '../../../server/core/index.ts'

const keyring = createKeyring([newKey()])
const use = { purpose: 'state', component: 'card' } as const
const sealerOf = (compress: boolean, maxSealedLength = 64 * 1024) =>
  createSealer(keyring, { binding: 'b', compress, maxSealedLength })
const long = JSON.stringify({ json: 'seal '.repeat(2000) })

describe('the option compress', () => {
  it('makes text of 1 KiB and more shorter and leaves shorter text as it is', () => {
    const sealed = sealerOf(true).seal(long, use)
    assert(sealed.length < 400, String(sealed.length))
    assert.equal(sealerOf(true).unseal(sealed, use), long)
    assert(sealerOf(true).seal('x'.repeat(1024), use).length < 100)
    const short = 'x'.repeat(1023)
    assert.equal(sealerOf(true).seal(short, use).length, sealerOf(false).seal(short, use).length)
  })

  it('takes a text twice as long as the longest sealed text, and no longer one', () => {
    const sealer = sealerOf(true, 10_000)
    const longest = 'x'.repeat(20_000)
    assert.equal(sealer.unseal(sealer.seal(longest, use), use), longest)
    assert.throws(() => sealer.seal(`${longest}x`, use), {
      code: 'SealingBlocked',
      message: /card takes 20001 characters, the limit is 20000/,
    })
  })

  it('is off by default', () => {
    const plain = createSealer(keyring, { binding: 'b', maxSealedLength: 64 * 1024 })
    assert.equal(plain.seal(long, use).length, sealerOf(false).seal(long, use).length)
    assert(plain.seal(long, use).length > long.length)
  })

  it('can be switched at any time: both forms open', () => {
    assert.equal(sealerOf(false).unseal(sealerOf(true).seal(long, use), use), long)
    assert.equal(sealerOf(true).unseal(sealerOf(false).seal(long, use), use), long)
  })

  it('opens text that looks compressed as the text that it is', () => {
    for (const text of ['\u0001', '\u0001abc', '', '\u0000']) {
      assert.equal(sealerOf(false).unseal(sealerOf(false).seal(text, use), use), text)
    }
  })

  it('never inflates past four times the longest sealed text', () => {
    const bomb = 'x'.repeat(10_000_000)
    assert.throws(() => sealerOf(true).seal(bomb, use), { code: 'SealingBlocked' })
    const sealed = sealerOf(true, 10_000_000).seal(bomb, use)
    assert(sealed.length < 64 * 1024)
    assert.throws(() => sealerOf(true).unseal(sealed, use), { code: 'StateRejected' })
  })
})
