/* oxlint-disable unicorn/no-thenable -- the subject of a test */
import { defaultLimits } from '../../../server/core/limits.ts'

/** One value of the allow-list, and what the tests have to know of it. */
export interface SafeValue {
  readonly what: string
  readonly value: unknown
  /** What comes back, where that is not the very same. */
  readonly expected?: unknown
  /** Whether JSON alone writes it. */
  readonly plain?: true
}

const nested = (depth: number): unknown => (depth === 0 ? 'deep' : { in: nested(depth - 1) })
const nullPrototype = (fields: object): object => Object.assign(Object.create(null), fields)
const shared = { id: 7 }

/** The one table that drives write, read, seal and unseal. */
export const safeValues: readonly SafeValue[] = [
  { what: 'null', value: null, plain: true },
  { what: 'true', value: true, plain: true },
  { what: 'false', value: false, plain: true },
  { what: 'zero', value: 0, plain: true },
  { what: 'a fraction', value: -1.5e-7, plain: true },
  { what: 'the largest safe integer', value: Number.MAX_SAFE_INTEGER, plain: true },
  { what: 'the largest number', value: Number.MAX_VALUE, plain: true },
  { what: 'the smallest number', value: Number.MIN_VALUE, plain: true },
  { what: 'minus zero', value: -0 },
  { what: 'NaN', value: Number.NaN },
  { what: 'Infinity', value: Number.POSITIVE_INFINITY },
  { what: '-Infinity', value: Number.NEGATIVE_INFINITY },
  { what: 'an empty string', value: '', plain: true },
  { what: 'a string of all sorts', value: '"\\\n\t\0 ünïcödé 🦭   </script>', plain: true },
  { what: 'lone surrogates', value: ['\ud800', 'a\udc00b', '\udc00\ud800'], plain: true },
  { what: 'strings that look like special numbers', value: ['NaN', '-0', '1n'], plain: true },
  { what: 'undefined', value: undefined },
  { what: 'undefined in an object and a list', value: { a: undefined, b: [undefined, null] } },
  { what: 'bigint', value: [0n, -1n, 2n ** 200n, BigInt('9'.repeat(1024))] },
  { what: 'Date', value: new Date('2026-02-03T04:05:06.789Z') },
  {
    what: 'dates at the ends of time',
    value: [new Date(8.64e15), new Date(-8.64e15), new Date(0)],
  },
  { what: 'an empty list and object', value: [[], {}], plain: true },
  { what: 'lists in lists', value: [[1, [2, [3]]], []], plain: true },
  { what: 'an object', value: { a: 1, b: { c: [true] } }, plain: true },
  { what: 'keys out of order', value: { z: 1, a: 2, m: 3, 10: 4, 9: 5 }, plain: true },
  {
    what: 'an object without prototype',
    value: nullPrototype({ a: 1, deep: nullPrototype({ b: 2 }) }),
    expected: { a: 1, deep: { b: 2 } },
    plain: true,
  },
  {
    what: 'an object without prototype that holds a type',
    value: nullPrototype({ a: 1n }),
    expected: { a: 1n },
  },
  {
    what: 'keys with dots and backslashes',
    value: { 'a.b': 1n, 'a\\b': 2n, 'a\\.b': 3n, '.': 4n, '\\': 5n, '': 6n, '..\\\\': { '.': 7n } },
  },
  { what: 'a key beside the path it looks like', value: { 'a.b': 1n, a: { b: 2n } } },
  { what: 'keys of many characters', value: { ['k'.repeat(6000)]: { ['.'.repeat(900)]: 1n } } },
  { what: 'keys that objects inherit', value: { toString: 1n, valueOf: 2n, hasOwnProperty: 3n } },
  { what: 'a key called then', value: { then: 'soon', when: 1n } },
  { what: 'keys of the wire format', value: { json: 1n, meta: { values: 2n, v: 1 } } },
  { what: 'data that looks like annotations', value: [['map', { 0: ['set'] }], 1n] },
  {
    what: 'Map',
    value: new Map<unknown, unknown>([
      ['a', 1],
      [2, 'b'],
      [null, undefined],
    ]),
  },
  { what: 'an empty Map and Set', value: [new Map(), new Set()] },
  {
    what: 'Map with typed keys',
    value: new Map<unknown, unknown>([
      [1n, 2n],
      [Number.NaN, -0],
    ]),
  },
  { what: 'Map with objects as keys', value: new Map([[{ id: 1 }, [new Date(5)]]]) },
  { what: 'Set', value: new Set<unknown>([1, '1', 1n, true, null, undefined, Number.NaN]) },
  { what: 'Set of equal objects', value: new Set([{ a: 1 }, { a: 1 }]) },
  {
    what: 'Map in Set in Map in list',
    value: [new Map([['m', new Set([new Map([[new Date(1), new Set([1n])]])])]])],
  },
  { what: 'URL', value: new URL('https://user:pw@example.org:8443/a%20b?q=1&q=2#top') },
  { what: 'URLs without host', value: [new URL('mailto:a@b.example'), new URL('data:,x')] },
  { what: 'Uint8Array', value: Uint8Array.from([0, 1, 127, 128, 255]) },
  { what: 'an empty Uint8Array', value: new Uint8Array() },
  {
    what: 'bytes in Map and Set',
    value: new Map<unknown, unknown>([[Uint8Array.of(0), new Set([Uint8Array.of(1)])]]),
  },
  {
    what: 'a shared object',
    value: { one: shared, two: shared, list: [shared, shared] },
    expected: { one: { id: 7 }, two: { id: 7 }, list: [{ id: 7 }, { id: 7 }] },
    plain: true,
  },
  {
    what: 'a shared Date, Map and list',
    value: (() => {
      const parts = [new Date(7), new Map([['a', 1n]]), [1n]]
      return { one: parts, two: parts, three: new Set(parts) }
    })(),
  },
  { what: 'the deepest nesting', value: nested(defaultLimits.maxDepth), plain: true },
  {
    what: 'as many values as the limit',
    value: Array.from({ length: defaultLimits.maxNodes - 1 }, (_, index) => index),
    plain: true,
  },
]
