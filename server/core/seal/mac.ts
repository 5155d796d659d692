// Not by name: where Node is too old to have `hash`, the doctor still has to run and say so.
import crypto from 'node:crypto'

/** Bytes that SHA-256 takes at once. */
const blockBytes = 64
const digestBytes = 32

/**
 * Makes HMAC-SHA256 of texts, by two calls of `hash`: node:crypto's own object for it takes twice as long.
 * @param key 64 characters of ASCII, a block: HMAC uses a key of that length as it is
 * @returns what writes the digest of a text as base64url
 * @see RFC 2104 (HMAC), FIPS 180-4 (SHA-256)
 */
export function createMac(key: string): (text: string) => string {
  const inner = masked(key, 0x36)
  const outer = Buffer.alloc(blockBytes + digestBytes)
  outer.write(masked(key, 0x5c), 'latin1')
  return (text) => {
    outer.write(crypto.hash('sha256', inner + text, 'hex'), blockBytes, 'hex')
    return crypto.hash('sha256', outer, 'base64url')
  }
}

/** Stays ASCII, so that in UTF-8 each character is one byte. */
function masked(key: string, mask: number): string {
  return String.fromCharCode(...Buffer.from(key).map((byte) => byte ^ mask))
}
