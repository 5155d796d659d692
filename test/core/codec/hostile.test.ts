import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bytes } from '../../../plugins/bytes.ts'
import { createCodec } from '../../../server/core/codec/codec.ts'
import { mustReject } from '../../attacks/must-reject.ts'
import { attacks, harmless } from '../../attacks/superjson/attacks.ts'
import { textOf } from '../../attacks/superjson/payload.ts'

/*
 * Texts that nobody but a holder of the keys can seal, read all the same as if anybody could: at worst they
 * become data.
 */
const codec = createCodec({ plugins: [...bytes] })

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
})
