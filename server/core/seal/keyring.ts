import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { ConfigError } from '../errors.ts'
import { lengthPrefixed } from './length-prefixed.ts'
import { fillRandom } from './random.ts'

/** What a sealed text is for. A text sealed for one purpose never opens for another. */
export type Purpose = 'state' | 'flash' | 'children' | 'digest' | 'topic' | 'upload'

/** Who is using the page: the user's id, or nothing for an anonymous visitor. */
export type Principal = string | number | bigint | null | undefined

/** Whom a key is derived for. */
export interface KeyOwner {
  readonly purpose: Purpose
  readonly binding: string
  readonly principal: Principal
}

/** One app secret of a ring, with its 4-byte id. */
export interface Secret {
  readonly id: Buffer
  readonly derive: (owner: KeyOwner) => KeyObject
}

/** App secrets by age: the newest seals, each may open. */
export interface Keyring {
  readonly newest: Secret
  readonly find: (id: Uint8Array) => Secret | undefined
}

export const formatVersion = 1
export const keyIdBytes = 4
const secretBytes = 32
const prefix = 'swx1_'
const maxPrincipalBytes = 512

/**
 * Makes an app secret.
 * @returns `swx1_` and 32 random bytes as base64url
 */
export function newKey(): string {
  const secret = Buffer.allocUnsafe(secretBytes)
  fillRandom(secret)
  return prefix + secret.toString('base64url')
}

/**
 * Makes a ring of app secrets.
 * @param keys newest first, each as `newKey` writes it
 * @returns the ring, for `createSealer`
 * @throws ConfigError when there is no key, one is not a key, or two have the same id
 * @see RFC 5869 (HKDF)
 */
export function createKeyring(keys: readonly string[]): Keyring {
  if (!Array.isArray(keys)) throw new ConfigError('`keys` has to be a list of keys.')
  const secrets = keys.map((key, index) => toSecret(decodeKey(key, index)))
  const [newest] = secrets
  if (newest === undefined) throw new ConfigError('No keys: make one with `npx sealwax new-key`.')
  const byId = new Map(secrets.map((secret) => [secret.id.readUInt32BE(), secret]))
  if (byId.size !== secrets.length) throw new ConfigError('Two keys have the same id.')
  return { newest, find: (id) => byId.get(Buffer.from(id).readUInt32BE()) }
}

/** Id of an app secret as hexadecimal digits: it stands in each text that the key sealed, and is no secret. */
export function keyIdOf(key: string): string {
  return createKeyring([key]).newest.id.toString('hex')
}

function decodeKey(key: string, index: number): Buffer {
  const text = typeof key === 'string' && key.startsWith(prefix) ? key.slice(prefix.length) : ''
  const secret = Buffer.from(text, 'base64url')
  if (secret.length !== secretBytes || secret.toString('base64url') !== text) {
    throw new ConfigError(`Key ${index + 1} is not a key: make one with \`npx sealwax new-key\`.`)
  }
  return secret
}

function toSecret(secret: Buffer): Secret {
  const derive = (info: Uint8Array, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', info, bytes))
  const keyOf = keepingLatest((info) => createSecretKey(derive(info, 32)))
  return {
    id: derive(Buffer.from('key id'), keyIdBytes),
    derive: (owner) => keyOf(keyInfo(owner)),
  }
}

/** To derive a key takes longer than to seal a small state. */
const maxKept = 1000

/** Keeps the keys that were used last, by all that goes into them. */
function keepingLatest(make: (info: Buffer) => KeyObject): (info: Buffer) => KeyObject {
  const kept = new Map<string, KeyObject>()
  return (info) => {
    const name = info.toString('latin1')
    const key = kept.get(name) ?? make(info)
    kept.delete(name)
    kept.set(name, key)
    const [oldest] = kept.keys()
    if (kept.size > maxKept) kept.delete(oldest as string)
    return key
  }
}

function keyInfo({ purpose, binding, principal }: KeyOwner): Buffer {
  const version = Uint8Array.of(formatVersion)
  return lengthPrefixed(['sealwax', version, purpose, binding, tagPrincipal(principal)])
}

/** None, '' , 1 and '1' are four different principals. */
function tagPrincipal(principal: Principal): Buffer {
  if (principal == null) return Buffer.of(0)
  if (typeof principal === 'string') return Buffer.concat([Buffer.of(1), shortBytes(principal)])
  if (typeof principal === 'bigint' || Number.isSafeInteger(principal)) {
    return Buffer.concat([Buffer.of(2), shortBytes(String(principal))])
  }
  throw new ConfigError('A principal has to be a string or an integer.')
}

function shortBytes(text: string): Buffer {
  const bytes = Buffer.from(text)
  // Lone surrogates have no UTF-8: all would become one and the same character.
  if (bytes.toString() !== text) throw new ConfigError('A principal has to be well-formed text.')
  if (bytes.length > maxPrincipalBytes) {
    throw new ConfigError(`A principal may have at most ${maxPrincipalBytes} bytes.`)
  }
  return bytes
}
