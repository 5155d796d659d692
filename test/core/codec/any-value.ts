import * as fc from 'fast-check'

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

const unit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff)).map((code) => String.fromCharCode(code))

/** Texts of any characters, lone halves of surrogate pairs among them. */
export const anyText: fc.Arbitrary<string> = fc.string({ unit })

const key = fc
  .oneof(anyText, fc.constantFrom('a.b', 'a\\', '.', '', 'json', 'then', '0'))
  .filter((name) => !forbidden.has(name))

/** Values that hold no others, of types that superjson's own parse reads as well. */
export const leaf: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN),
  fc.date({ noInvalidDate: true }),
  fc.webUrl().map((url) => new URL(url)),
  fc.uint8Array({ maxLength: 20 }),
)

/** Those of our own types that every toolkit has. */
export const ourLeaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Uint8Array.from(bytes).buffer),
  fc
    .array(fc.tuple(fc.string(), fc.string()), { maxLength: 3 })
    .map((pairs) => new URLSearchParams(pairs)),
)

/** Trees of the allow-list. Keys of Maps and items of Sets are made different by their place. */
export function valuesOf(leaves: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => {
    const value = tie('value')
    const list = fc.array(value, { maxLength: 3 })
    return {
      value: fc.oneof(
        { maxDepth: 3, depthIdentifier: 'value' },
        leaves,
        list,
        fc.array(fc.tuple(key, value), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
        list.map((items) => new Set(items)),
        fc.array(fc.tuple(value, value), { maxLength: 3 }).map((pairs) => new Map(pairs)),
      ),
    }
  }).value
}

const type = fc.constantFrom<unknown>(
  'undefined',
  'number',
  'bigint',
  'Date',
  'URL',
  'set',
  'map',
  'regexp',
  'Error',
  'x',
  ['custom', 'sealwax'],
  ['typed-array', 'Uint8Array'],
  ['class', 'A'],
  ['symbol', 'a'],
)

const path = fc.constantFrom('a', 'b', '0', '1', 'a.0', 'a.b', '0.0', '__proto__', '', '.')

const annotated = fc.letrec<{ json: unknown; values: unknown; spec: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, 1, 'x', '1', 'NaN', 'Buffer', 'http://a/'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__'), tie('json'), { maxKeys: 3 }),
  ),
  values: fc.dictionary(path, tie('spec'), { minKeys: 1, maxKeys: 3 }),
  spec: fc.oneof({ maxDepth: 3 }, fc.tuple(type), fc.tuple(type, tie('values'))),
}))

/** Texts of superjson's format with annotations of any types and places; few of them are right. */
export const annotatedText: fc.Arbitrary<string> = fc
  .tuple(annotated.json, fc.oneof(annotated.values, annotated.spec))
  .map(([json, values]) => JSON.stringify({ json, meta: { values, v: 1 } }))
