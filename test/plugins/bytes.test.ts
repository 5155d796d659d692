import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createCodec } from 'sealwax/core'
import { bytes } from 'sealwax/plugins/bytes'
import { itGivesBack, itRefuses } from './facts.ts'

const codec = createCodec({ plugins: bytes })

describe('bytes', () => {
  itGivesBack(
    bytes,
    [
      {
        what: 'a Buffer',
        value: Buffer.from([0, 1, 127, 128, 255]),
        payload: ['Buffer', 'AAF/gP8='],
      },
      { what: 'an empty Buffer', value: Buffer.alloc(0), payload: ['Buffer', ''] },
      {
        what: 'a Buffer that is a part of another',
        value: Buffer.from('abcdef').subarray(2, 4),
        payload: ['Buffer', 'Y2Q='],
      },
      {
        what: 'an ArrayBuffer',
        value: Uint8Array.of(1, 2, 3).buffer,
        payload: ['ArrayBuffer', 'AQID'],
      },
      { what: 'an empty ArrayBuffer', value: new ArrayBuffer(0), payload: ['ArrayBuffer', ''] },
    ],
    (actual, expected) => {
      assert.deepStrictEqual(actual, expected)
      assert.equal(Object.getPrototypeOf(actual), Object.getPrototypeOf(expected))
    },
  )

  for (const name of ['Buffer', 'ArrayBuffer']) {
    itRefuses(bytes, name, {
      'text that is not canonical base64': ['eA', 'eB==', 'e A==', '-_8=', 'eA==\n', 'eA===', '='],
      'what only looks like base64': [['eA=='], { type: 'Buffer', data: [1] }, 'ä'.repeat(4)],
      'a long text with a mistake': [`${'AAAA'.repeat(1_000_000)}=`, '='.repeat(4_000_000)],
    })
  }

  it('gives an ArrayBuffer memory of its own', async () => {
    const back = (await codec.read(codec.write([new ArrayBuffer(3)]))) as [ArrayBuffer]
    assert.equal(back[0].byteLength, 3)
  })

  it('leaves a Uint8Array to the codec', () => {
    assert.equal(codec.write(Uint8Array.of(1)), createCodec().write(Uint8Array.of(1)))
  })

  for (const { prototype, name } of [Buffer, ArrayBuffer]) {
    it(`does not take an object for a ${name} by its prototype`, () => {
      assert.throws(() => codec.write({ file: Object.create(prototype) }), {
        code: 'SealingBlocked',
        message: `Sealing blocked: '${name}' is not in the allowed list. Register a type plugin. (state.file)`,
      })
    })
  }
})
