import { createCipheriv, hkdfSync } from 'node:crypto'
import { lengthPrefixed } from '../../server/core/seal/length-prefixed.ts'

/** What an envelope is made of; what is left out is as the library makes it. */
export interface Envelope {
  /** Key as `newKey` writes it. */
  readonly key: string
  readonly plain: string | Uint8Array
  readonly version?: number
  readonly keyId?: Uint8Array
  readonly nonce?: Uint8Array
  readonly tagBytes?: number
  readonly purpose?: string
  readonly component?: string
  readonly binding?: string
  /** Tag and text of a principal; none. */
  readonly principal?: Uint8Array
  /** Data besides that has to fit. */
  readonly additionalData?: Uint8Array
}

/** Seals what nobody but a holder of the key can, in ways that the library never would. */
export function forgeEnvelope(envelope: Envelope): string {
  const { version = 1, nonce = nextNonce(), tagBytes = 16 } = envelope
  const { purpose = 'state', component = 'card', binding = 'session' } = envelope
  const { principal = Buffer.of(0), plain } = envelope
  const secret = Buffer.from(envelope.key.slice('swx1_'.length), 'base64url')
  const derive = (info: Uint8Array, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', info, length))
  const keyId = envelope.keyId ?? derive(Buffer.from('key id'), 4)
  const ofVersion = Uint8Array.of(version)
  const key = derive(lengthPrefixed(['sealwax', ofVersion, purpose, binding, principal]), 32)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(envelope.additionalData ?? lengthPrefixed([purpose, ofVersion, keyId, component]))
  const body = [cipher.update(plain as Uint8Array), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat([ofVersion, keyId, nonce, ...body]).toString('base64url')
}

let nonces = 0

/** Another one each time, and the same ones in each run. */
function nextNonce(): Buffer {
  const nonce = Buffer.alloc(12, 0xfb)
  nonce.writeUInt32BE(++nonces)
  return nonce
}
