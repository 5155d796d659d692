import type { Forgery } from './types.ts'

/** Where each part of a sealed state begins, in bytes: see `createSealer`. */
const parts = { version: 0, 'key id': 1, nonce: 5, ciphertext: 17 }

/**
 * Spoils a sealed state in every way that needs no key.
 * @param sealed a state that opens
 */
export function brokenStates(sealed: string): readonly Forgery[] {
  const bytes = Buffer.from(sealed, 'base64url')
  const flipped = Object.entries({ ...parts, tag: bytes.length - 1 }).map(([part, at]) => ({
    name: `with another bit in its ${part}`,
    sealed: flipBit(bytes, at),
  }))
  return [
    { name: 'empty', sealed: '' },
    { name: 'cut short', sealed: cut(bytes, -1) },
    { name: 'cut to half', sealed: cut(bytes, Math.floor(bytes.length / 2)) },
    ...flipped,
    { name: 'with more behind it', sealed: `${sealed}AAAA` },
    { name: 'in another spelling', sealed: `${sealed}=` },
    { name: 'no sealed text', sealed: 'forged' },
  ]
}

function cut(bytes: Buffer, end: number): string {
  return bytes.subarray(0, end).toString('base64url')
}

function flipBit(bytes: Buffer, at: number): string {
  const flipped = Buffer.from(bytes)
  flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at)
  return flipped.toString('base64url')
}
