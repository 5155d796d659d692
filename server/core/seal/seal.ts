import { createCipheriv, createDecipheriv } from 'node:crypto'
import { SealingBlocked, StateRejected } from '../errors.ts'
import { type CompressOptions, maxRatio, toBytes, toText } from './compress.ts'
import {
  formatVersion,
  type KeyOwner,
  type Keyring,
  keyIdBytes,
  type Principal,
} from './keyring.ts'
import { cachedLocks, type Lock, type SealedFor } from './locks.ts'
import { createMac } from './mac.ts'
import { fillRandom } from './random.ts'

/** Seals and opens texts for one session and principal. Keys are derived once each. */
export interface Sealer {
  /**
   * Encrypts and authenticates a text.
   * @returns base64url
   * @throws SealingBlocked when it is too long, ConfigError when the principal is not a text or an integer
   */
  readonly seal: (text: string, use: SealedFor) => string
  /**
   * Opens what `seal` made for the same use.
   * @throws StateRejected, with one message, for all else
   */
  readonly unseal: (sealed: string, use: SealedFor) => string
  /**
   * Makes a keyed digest of a text about a child component.
   * @returns the first 132 bits of an HMAC-SHA256 as base64url
   */
  readonly digest: (text: string, component: string) => string
}

/** Options of a sealer. */
export interface SealerOptions extends CompressOptions {
  /** Random id of the session. */
  readonly binding: string
  readonly principal?: Principal
  /** Writes the 12 bytes of a nonce; only test vectors set it. */
  readonly fillNonce?: (nonce: Uint8Array) => void
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
/** Without it Node accepts a tag of 4 bytes. */
const pinned = { authTagLength: tagBytes }
/** Characters of a digest. */
export const digestLength = 22
const nonceAt = 1 + keyIdBytes
const ciphertextAt = nonceAt + nonceBytes

/**
 * Makes a sealer. Format: version byte 1, key id (4 bytes), nonce (12), AES-256-GCM ciphertext, tag (16).
 * Inside is the text as UTF-8 or, behind a byte 1, as raw deflate.
 * @param keyring its newest secret seals, each may open
 * @param options whom it seals for, and the bounds of a sealed text
 * @see NIST SP 800-38D (GCM), RFC 5869 (HKDF), RFC 4648 section 5 (base64url)
 */
export function createSealer(keyring: Keyring, options: SealerOptions): Sealer {
  const { binding, principal, maxSealedLength, fillNonce = fillRandom } = options
  const newestId = keyring.newest.id.readUInt32BE()
  const owner = { binding, principal }
  const lockFor = cachedLocks(keyring, owner)
  let mac: ReturnType<typeof createMac> | undefined
  return {
    seal(text, use) {
      const lock = lockFor(newestId, use) as Lock
      const plain = toBytes(text, options)
      if (plain === undefined) throw tooLong(text, maxSealedLength * maxRatio, use)
      const sealed = Buffer.allocUnsafe(ciphertextAt + plain.length + tagBytes)
      sealed[0] = formatVersion
      sealed.writeUInt32BE(newestId, 1)
      const nonce = sealed.subarray(nonceAt, ciphertextAt)
      fillNonce(nonce)
      encrypt(lock, { nonce, plain, into: sealed })
      return checkLength(sealed.toString('base64url'), maxSealedLength, use)
    },
    unseal(sealed, use) {
      const bytes = decodeCanonical(sealed, maxSealedLength)
      if (bytes[0] !== formatVersion) throw new StateRejected('another format version')
      const lock = lockFor(bytes.readUInt32BE(1), use)
      if (lock === undefined) throw new StateRejected('unknown key id')
      return readPlain(decrypt(lock, bytes), options)
    },
    digest(text, component) {
      mac ??= digestMac(keyring, owner)
      return mac(`${component.length}:${component}${text}`).slice(0, digestLength)
    },
  }
}

function digestMac({ newest }: Keyring, owner: Omit<KeyOwner, 'purpose'>) {
  const key = newest.derive({ ...owner, purpose: 'digest' })
  return createMac(key.export().toString('hex'))
}

/** What is encrypted, and the bytes that have room for it and its tag. */
interface Encrypted {
  readonly nonce: Buffer
  readonly plain: Buffer
  readonly into: Buffer
}

function encrypt({ key, additionalData }: Lock, { nonce, plain, into }: Encrypted): void {
  const cipher = createCipheriv(algorithm, key, nonce, pinned)
  cipher.setAAD(additionalData)
  into.set(cipher.update(plain), ciphertextAt)
  // GCM is a stream: nothing is left for the end but the tag.
  cipher.final()
  into.set(cipher.getAuthTag(), ciphertextAt + plain.length)
}

function decrypt({ key, additionalData }: Lock, bytes: Buffer): Buffer {
  const tagAt = bytes.length - tagBytes
  const nonce = bytes.subarray(nonceAt, ciphertextAt)
  const decipher = createDecipheriv(algorithm, key, nonce, pinned)
  decipher.setAAD(additionalData)
  decipher.setAuthTag(bytes.subarray(tagAt))
  const opened = decipher.update(bytes.subarray(ciphertextAt, tagAt))
  try {
    decipher.final()
  } catch (cause) {
    throw new StateRejected('not authentic', cause)
  }
  return opened
}

/** Authentic, so it was ours: but of another limit, or of somebody who has the key. */
function readPlain(plain: Buffer, options: SealerOptions): string {
  try {
    return toText(plain, options)
  } catch (cause) {
    throw new StateRejected('not a text within the limits', cause)
  }
}

/** A text that would not be looked at when it comes back must not go out. */
function checkLength(sealed: string, maxLength: number, use: SealedFor): string {
  if (sealed.length <= maxLength) return sealed
  throw tooLong(sealed, maxLength, use)
}

function tooLong({ length }: string, maxLength: number, { component }: SealedFor): SealingBlocked {
  return new SealingBlocked(
    `Sealing blocked: the state of ${component} takes ${length} characters, the limit is ${maxLength}.`,
  )
}

/** Node's decoder skips what it does not know, so only the spelling that we would write is accepted. */
export function decodeCanonical(sealed: string, maxLength: number): Buffer {
  if (typeof sealed !== 'string') throw new StateRejected('not a text')
  if (sealed.length > maxLength) throw new StateRejected('too long')
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < ciphertextAt + tagBytes) throw new StateRejected('too short')
  if (!isSpellingOf(bytes, sealed)) throw new StateRejected('not canonical base64url')
  return bytes
}

/** By parts of 8192 characters: a text of more than 128 KiB takes the engine ten times as long to make. */
function isSpellingOf(bytes: Buffer, text: string): boolean {
  if (text.length !== Math.ceil((bytes.length * 4) / 3)) return false
  for (let at = 0; at < bytes.length; at += 6144) {
    const part = bytes.toString('base64url', at, at + 6144)
    const start = (at * 4) / 3
    if (part !== text.slice(start, start + 8192)) return false
  }
  return true
}
