import { types } from 'node:util'
import type { TypePlugin } from '../server/core/index.ts'

/** `Buffer` and `ArrayBuffer`, beside the `Uint8Array` that is always known. Part of every toolkit of `createSealwax`. */
export const bytes: readonly [TypePlugin<Buffer, string>, TypePlugin<ArrayBuffer, string>] = [
  {
    name: 'Buffer',
    match: (value) => types.isUint8Array(value) && hasPrototype(value, Buffer.prototype),
    reduce: (value) => value.toString('base64'),
    revive: decodeBase64,
  },
  {
    name: 'ArrayBuffer',
    // Every object of a state is asked about, and `instanceof` is the quickest no.
    match: (value) =>
      value instanceof ArrayBuffer &&
      hasPrototype(value, ArrayBuffer.prototype) &&
      types.isArrayBuffer(value),
    reduce: (value) => Buffer.from(value).toString('base64'),
    // A copy of its own: a Buffer may be a view of memory that it shares.
    revive: (payload) => Uint8Array.from(decodeBase64(payload)).buffer,
  },
]

function hasPrototype(value: unknown, prototype: object): boolean {
  return Object.getPrototypeOf(value) === prototype
}

/** Node's decoder skips what it does not know, so only the spelling that we would write is accepted. */
function decodeBase64(payload: unknown): Buffer {
  if (typeof payload !== 'string') throw new TypeError('not base64')
  const buffer = Buffer.from(payload, 'base64')
  if (buffer.toString('base64') !== payload) throw new TypeError('not canonical base64')
  return buffer
}
