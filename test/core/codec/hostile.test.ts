import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bytes } from '../../../plugins/bytes.ts'
import { createCodec } from '../../../server/core/codec/codec.ts'
import type { TypePlugin } from '../../../server/core/codec/type-plugin.ts'
import { mustReject } from '../../attacks/must-reject.ts'
import { attacks, harmless } from '../../attacks/superjson/attacks.ts'
import { textOf } from '../../attacks/superjson/payload.ts'

/*
 * Texts that nobody but a holder of the keys can seal, read all the same as if anybody could: at worst they
 * become data.
 */
const codec = createCodec({ plugins: [...bytes] })
/** Something of a plugin, annotated in some way. */
const annotated = (...values: unknown[]) =>
  JSON.stringify({ json: ['any', '5'], meta: { values, v: 1 } })

describe('Codec.read', () => {
  for (const { aims, payloads } of attacks) {
    describe(`refuses ${aims}`, () => {
      for (const { what, texts, reason } of payloads) {
        it(what, async () => {
          for (const [index, text] of texts.entries()) {
            await mustReject(() => codec.read(textOf(text)), index === 0 ? reason : undefined)
          }
        })
      }
    })
  }

  const secondSpellings: [what: string, json: string, values: string][] = [
    ['-0 as a byte', '[-0]', '[["typed-array","Uint8Array"]]'],
    ['-0 as an item of a Set', '["-0"]', '["set",{"0":["number"]}]'],
    ['-0 as a key of a Map', '[["-0",1]]', '["map",{"0.0":["number"]}]'],
  ]
  for (const [what, json, values] of secondSpellings) {
    it(`refuses ${what}: it would come out as 0, which has a spelling already`, async () => {
      await mustReject(() => codec.read(`{"json":${json},"meta":{"values":${values},"v":1}}`))
    })
  }

  it('refuses what is no text', async () => {
    for (const odd of [undefined, 5, {}, Buffer.from('{"json":1}x')]) {
      await assert.rejects(codec.read(odd as string), { code: 'StateRejected' })
    }
  })

  describe('gives data and nothing else for', () => {
    for (const [what, text, value] of harmless) {
      it(what, async () => assert.deepStrictEqual(await codec.read(text), value))
    }
  })

  /** A plugin that would take anything. */
  const seen: unknown[] = []
  const any: TypePlugin = {
    name: 'any',
    match: () => false,
    reduce: () => null,
    revive: (payload) => (seen.push(payload), null),
  }
  const lax = createCodec({ plugins: [any] })
  it('refuses other kinds of annotations under the names of ours', async () => {
    assert.equal(await lax.read(annotated(['custom', 'sealwax'])), null)
    for (const type of [
      ['class', 'sealwax'],
      ['symbol', 'sealwax'],
      ['typed-array', 'sealwax'],
      ['custom', 'sealwax', 'x'],
      ['custom', ['sealwax']],
      ['custom', 'any'],
      ['custom'],
    ]) {
      await assert.rejects(lax.read(annotated(type)), { code: 'StateRejected' }, String(type))
    }
  })

  const shapes: [text: string, reason: string][] = [
    ...['null', '5', '"x"', '[]'].flatMap((part): [string, string][] => [
      [part, 'not an object'],
      [`{"json":1,"meta":${part}}`, 'not an object'],
    ]),
    ['{}', 'no json'],
    ['{"json":1,"meta":{"v":1}}', 'no values'],
    ...['null', '5', '"x"', '[]'].map((part): [string, string] => [
      `{"json":[],"meta":{"values":["set",${part}],"v":1}}`,
      'annotations that are not an object',
    ]),
    ...['null', '5', '"any"', '{"0":"any"}', '[]', '[5]'].map((part): [string, string] => [
      `{"json":${part},"meta":{"values":[["custom","sealwax"]],"v":1}}`,
      'not a plugin payload',
    ]),
  ]
  for (const [text, reason] of shapes) {
    it(`tells the log of ${text}: ${reason}`, () => mustReject(() => lax.read(text), reason))
  }

  it('hands a plugin plain JSON and nothing else', async () => {
    seen.length = 0
    await lax.read(annotated(['custom', 'sealwax']))
    for (const below of [{ 1: ['bigint'] }, { 0: ['undefined'] }, { 1: ['Date'] }, {}]) {
      const text = annotated(['custom', 'sealwax'], below)
      await assert.rejects(lax.read(text), { code: 'StateRejected' })
    }
    assert.deepEqual(seen, ['5'])
  })
})
