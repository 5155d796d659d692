import assert from 'node:assert/strict'
import { createCipheriv, hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { createKeyring, type Principal, type Purpose } from '../../../server/core/seal/keyring.ts'
import { createSealer } from '../../../server/core/seal/seal.ts'

interface Vector {
  readonly what: string
  readonly key: string
  readonly keyId: string
  readonly nonce: string
  readonly binding: string
  readonly principal: { readonly type: string; readonly value?: string }
  readonly purpose: Purpose
  readonly component: string
  readonly text: string
  readonly sealed: string
}

const file = new URL('../../fixtures/seal-vectors.json', import.meta.url)
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] }

function principalOf({ principal: { type, value = '' } }: Vector): Principal {
  if (type === 'none') return undefined
  return type === 'integer' ? BigInt(value) : value
}

function fields(...parts: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part as string)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return [length, bytes]
    }),
  )
}

/** Written from the design's text alone, with nothing of the library. */
function recompute(vector: Vector): string {
  const secret = Buffer.from(vector.key.slice('swx1_'.length), 'base64url')
  const version = Buffer.of(1)
  const keyId = Buffer.from(hkdfSync('sha256', secret, '', 'key id', 4))
  const tag = { none: 0, string: 1, integer: 2 }[vector.principal.type] as number
  const principal = Buffer.concat([Buffer.of(tag), Buffer.from(vector.principal.value ?? '')])
  const info = fields('sealwax', version, vector.purpose, vector.binding, principal)
  const key = Buffer.from(hkdfSync('sha256', secret, '', info, 32))
  const nonce = Buffer.from(vector.nonce, 'hex')
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(fields(vector.purpose, version, keyId, vector.component))
  const ciphertext = Buffer.concat([cipher.update(vector.text, 'utf8'), cipher.final()])
  const sealed = Buffer.concat([version, keyId, nonce, ciphertext, cipher.getAuthTag()])
  return sealed.toString('base64url')
}

describe('seal vectors', () => {
  it('are there, and all different', () => {
    assert.ok(vectors.length >= 9)
    assert.equal(new Set(vectors.map(({ sealed }) => sealed)).size, vectors.length)
  })

  for (const vector of vectors) {
    const { what, key, keyId, nonce, binding, purpose, component, text, sealed } = vector
    const keyring = createKeyring([key])
    const sealer = createSealer(keyring, {
      binding,
      principal: principalOf(vector),
      maxSealedLength: 64 * 1024,
      fillNonce: (target) => target.set(Buffer.from(nonce, 'hex')),
    })

    it(`seal: ${what}`, () => {
      assert.equal(keyring.newest.id.toString('hex'), keyId)
      assert.equal(sealer.seal(text, { purpose, component }), sealed)
    })

    it(`open: ${what}`, () => {
      assert.equal(sealer.unseal(sealed, { purpose, component }), text)
    })

    it(`come out of plain node:crypto: ${what}`, () => {
      assert.equal(recompute(vector), sealed)
    })
  }
})
