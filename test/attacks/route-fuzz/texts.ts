import * as fc from 'fast-check'
import type { Target } from './sites.ts'
import { objects, parsed, values } from './words.ts'

/** A text that stands for nothing, or for something else. */
export const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...values) },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.nat(0x10ffff).map((code) => String.fromCodePoint(code).repeat(3)) },
)

/** JSON of any shape, most of it under names that mean something. */
export function json(names: readonly string[]): fc.Arbitrary<string> {
  const value = fc.jsonValue({ maxDepth: 3 })
  const name = fc.oneof(
    fc.constantFrom(...names, 'toString', 'valueOf', 'then', 'length', '0'),
    fc.string({ maxLength: 5 }),
  )
  const leaf = fc.oneof(
    value,
    text,
    fc.constantFrom(...values).map(parsed),
    fc.constantFrom(...objects),
  )
  const object = fc.dictionary(name, leaf, { maxKeys: 5 })
  const nested = fc
    .tuple(name, fc.nat(40))
    .map(([key, depth]) => `{"${key}":`.repeat(depth) + 1 + '}'.repeat(depth))
  return fc.oneof(
    { weight: 5, arbitrary: object.map((one) => JSON.stringify(one)) },
    { weight: 2, arbitrary: leaf.map((one) => JSON.stringify(one) ?? 'null') },
    { weight: 1, arbitrary: nested },
    { weight: 1, arbitrary: text },
  )
}

/** `_live`: children that live, or something like it. */
export function live(targets: readonly Target[]): fc.Arbitrary<string> {
  const id = fc.oneof(fc.constantFrom(...targets.map(({ id }) => id)), text)
  const digest = fc.oneof(fc.constant('A'.repeat(22)), text)
  const state = fc.oneof(fc.constantFrom(...targets.map(({ state }) => state)), text)
  const entry = fc.oneof(
    fc.tuple(id, digest),
    fc.tuple(id, digest, state),
    fc.jsonValue({ maxDepth: 1 }),
  )
  return fc.array(entry, { maxLength: 5 }).map((entries) => JSON.stringify(entries))
}

/** A state: in most cases the one that belongs there. */
export function sealed({ state }: Target, targets: readonly Target[]): fc.Arbitrary<string> {
  const broken = fc
    .tuple(fc.nat(state.length), text)
    .map(([at, more]) => state.slice(0, at) + more + state.slice(at + 1))
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(state) },
    { weight: 1, arbitrary: fc.constantFrom(...targets.map((one) => one.state)) },
    { weight: 1, arbitrary: broken },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 100 })
        .map((bytes) => Buffer.from([1, ...bytes]).toString('base64url')),
    },
    { weight: 1, arbitrary: text },
  )
}
