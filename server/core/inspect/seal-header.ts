import { decodeCanonical } from '../seal/seal.ts'

/** What can be read of a sealed text without a key. */
export interface SealHeader {
  /** Of the format; 1 is the only one so far. */
  readonly version: number
  /** Which app secret sealed it: eight hexadecimal digits. */
  readonly keyId: string
  /** Of the whole: header, nonce, content and tag. */
  readonly bytes: number
}

/**
 * Reads the open part of a sealed text.
 * @param maxLength characters of the longest text that is looked at
 * @throws StateRejected when it is no sealed text
 */
export function readSealHeader(sealed: string, maxLength: number): SealHeader {
  const bytes = decodeCanonical(sealed, maxLength)
  const keyId = bytes.toString('hex', 1, 5)
  return { version: bytes.readUInt8(0), keyId, bytes: bytes.length }
}
