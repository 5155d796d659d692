import type { Json } from '../server/core/index.ts'

/** What tells a row from all others: a text, a whole number, a bigint, or a list of these. */
export type Key = KeyPart | readonly [KeyPart, ...KeyPart[]]
export type KeyPart = string | number | bigint

/** Reading a bigint takes time that grows with its square. */
const digits = /^-?\d{1,100}$/

/** @returns `undefined` for what is no key */
export function writeKey(key: unknown): Json | undefined {
  if (!Array.isArray(key)) return writePart(key)
  const parts = key.map(writePart)
  return parts.length === 0 || parts.includes(undefined) ? undefined : (parts as Json[])
}

function writePart(part: unknown): Json | undefined {
  if (typeof part === 'string') return part
  if (typeof part === 'bigint')
    return digits.test(String(part)) ? { bigint: String(part) } : undefined
  return Number.isSafeInteger(part) && !Object.is(part, -0) ? (part as number) : undefined
}

/**
 * Reads a key.
 * @throws TypeError for what `writeKey` does not write
 */
export function readKey(written: unknown): unknown {
  const key = Array.isArray(written) ? written.map(readPart) : readPart(written)
  // Nothing but what this key is written as: no other spelling, no property more.
  if (textOf(key) === JSON.stringify(written)) return key
  throw new TypeError('not a key')
}

function readPart(part: unknown): unknown {
  const { bigint } = Object(part) as { bigint?: unknown }
  return typeof bigint === 'string' && digits.test(bigint) ? BigInt(bigint) : part
}

/** One text for each key; 1, 1n and '1' are three. */
export function textOf(key: unknown): string | undefined {
  return JSON.stringify(writeKey(key))
}

/** What kinds of parts a key has: those of one table are alike. */
export function typeOf(key: unknown): string {
  return JSON.stringify(Array.isArray(key) ? key.map((part) => typeof part) : typeof key)
}
