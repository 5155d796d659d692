import { types } from 'node:util'
import type { TypePlugin } from './type-plugin.ts'

/** Types of the safe list that superjson does not write by itself. */
export const builtInPlugins: readonly TypePlugin[] = [
  {
    name: 'Buffer',
    match: (value) => hasPrototype(value, Buffer.prototype) && types.isUint8Array(value),
    reduce: (value: Buffer) => value.toString('base64'),
    revive: decodeBase64,
  },
  {
    name: 'ArrayBuffer',
    match: (value) => hasPrototype(value, ArrayBuffer.prototype) && types.isArrayBuffer(value),
    reduce: (value: ArrayBuffer) => Buffer.from(value).toString('base64'),
    revive: (payload) => Uint8Array.from(decodeBase64(payload)).buffer,
  },
  {
    name: 'URLSearchParams',
    match: (value) => hasPrototype(value, URLSearchParams.prototype) && hasSlots(value, 'size'),
    reduce: (value: URLSearchParams) => [...value],
    revive: (payload) => new URLSearchParams(checkPairs(payload)),
  },
]

function hasPrototype(value: unknown, prototype: object): boolean {
  return Object.getPrototypeOf(value) === prototype
}

/** Whether a getter of its prototype takes the object for one of its own: `Object.create` makes others. */
export function hasSlots(value: unknown, getter: string): boolean {
  try {
    return Reflect.get(Object(value), getter) !== undefined
  } catch {
    return false
  }
}

function decodeBase64(payload: unknown): Buffer {
  if (typeof payload !== 'string') throw new TypeError('not base64')
  const bytes = Buffer.from(payload, 'base64')
  if (bytes.toString('base64') !== payload) throw new TypeError('not canonical base64')
  return bytes
}

function checkPairs(payload: unknown): [string, string][] {
  if (!Array.isArray(payload) || !payload.every(isPair)) throw new TypeError('not a list of pairs')
  return payload
}

function isPair(pair: unknown): pair is [string, string] {
  return Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string')
}
