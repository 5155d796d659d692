import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parse } from 'superjson'
import { bytes } from '../../../plugins/bytes.ts'
import { url } from '../../../plugins/url.ts'
import { createCodec } from '../../../server/core/codec/codec.ts'
import { annotatedText, leaf, ourLeaf, valuesOf } from './any-value.ts'

const codec = createCodec({ plugins: [...bytes, url] })
const runs = { seed: 20_260_203, numRuns: 1000 }

describe('Codec.write and Codec.read', () => {
  it('give back any value of the allow-list', async () => {
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
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(annotatedText, async (text) => {
        if (await readOrReject(text)) accepted++
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
