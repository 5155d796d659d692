import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parse } from 'superjson'
import { bytes } from '../../../plugins/bytes.ts'
import { url } from '../../../plugins/url.ts'
import { createCodec } from '../../../server/core/codec/codec.ts'

const codec = createCodec({ plugins: [...bytes, url] })
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])
const runs = { seed: 20_260_203, numRuns: 1000 }

const key = fc
  .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a.b', 'a\\', '.', '', 'json', 'then', '0'))
  .filter((name) => !forbidden.has(name))
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN),
  fc.date({ noInvalidDate: true }),
  fc.webUrl().map((url) => new URL(url)),
  fc.uint8Array({ maxLength: 20 }),
)
const ourLeaf = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Uint8Array.from(bytes).buffer),
  fc
    .array(fc.tuple(fc.string(), fc.string()), { maxLength: 3 })
    .map((pairs) => new URLSearchParams(pairs)),
)

/** Trees of the safe list. Keys of Maps and items of Sets are made different by their place. */
const valuesOf = (leaves: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.letrec<{ value: unknown }>((tie) => {
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

describe('Codec.write and Codec.read', () => {
  it('give back any value of the safe list', async () => {
    await fc.assert(
      fc.asyncProperty(valuesOf(fc.oneof(leaf, ourLeaf)), async (value) => {
        assert.deepStrictEqual(await codec.read(codec.write(value)), value)
      }),
      runs,
    )
  })

  it("write what superjson's own parse reads as an equal value", () => {
    fc.assert(
      fc.property(valuesOf(leaf), (value) => {
        assert.deepStrictEqual(parse(codec.write(value)), value)
      }),
      { ...runs, numRuns: 300 },
    )
  })
})

/** Reads a text; whatever it is, it gives data that can be written again, or the one refusal. */
async function readOrReject(text: string): Promise<boolean> {
  try {
    codec.write(await codec.read(text))
    return true
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'StateRejected', String(error))
    return false
  }
}

describe('Codec.read', () => {
  it('refuses any text but ours with StateRejected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        await readOrReject(text)
      }),
      runs,
    )
  })

  it('refuses any JSON in place of its parts with StateRejected', async () => {
    const part = fc.jsonValue({ maxDepth: 4 })
    await fc.assert(
      fc.asyncProperty(part, part, fc.constantFrom(0, 1, 2), async (json, values, v) => {
        await readOrReject(JSON.stringify({ json, meta: { values, v } }))
      }),
      runs,
    )
  })

  it('refuses annotations of wrong types and places with StateRejected', async () => {
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
    const tree = fc.letrec<{ json: unknown; values: unknown; spec: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, 1, 'x', '1', 'NaN', 'Buffer', 'http://a/'),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__'), tie('json'), { maxKeys: 3 }),
      ),
      values: fc.dictionary(path, tie('spec'), { minKeys: 1, maxKeys: 3 }),
      spec: fc.oneof({ maxDepth: 3 }, fc.tuple(type), fc.tuple(type, tie('values'))),
    }))
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(tree.json, fc.oneof(tree.values, tree.spec), async (json, values) => {
        if (await readOrReject(JSON.stringify({ json, meta: { values, v: 1 } }))) accepted++
      }),
      { ...runs, numRuns: 2000 },
    )
    assert.ok(accepted > 10, `only ${accepted} texts were read: the generator is too wild`)
  })

  it('gives the same for a text with a character changed, or StateRejected', async () => {
    const value = {
      a: [1n, new Date(1), new Map([['k', new Set([undefined])]])],
      'b.c': Buffer.from('x'),
    }
    const text = codec.write(value)
    const change = fc.tuple(
      fc.nat(text.length - 1),
      fc.constantFrom(...'0129abx"[]{},:.\\- '.split(''), ''),
    )
    await fc.assert(
      fc.asyncProperty(change, async ([at, character]) => {
        await readOrReject(text.slice(0, at) + character + text.slice(at + 1))
      }),
      runs,
    )
  })
})
