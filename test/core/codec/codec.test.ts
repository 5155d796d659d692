import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse, stringify } from 'superjson'
import { bytes } from '../../../plugins/bytes.ts'
import { createCodec } from '../../../server/core/codec/codec.ts'
import { createKeyring, newKey } from '../../../server/core/seal/keyring.ts'
import { createSealer } from '../../../server/core/seal/seal.ts'
import { safeValues } from './values.ts'

const codec = createCodec()
const sealer = createSealer(createKeyring([newKey()]), { binding: 'b', maxSealedLength: 1 << 20 })
const use = { purpose: 'state', component: 'card' } as const

/** Order of keys, which deepEqual leaves out of account. */
function keysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([key, part]) => [key, keysOf(part)])
}

/** In a list and a Map, but for the values that fill the limits by themselves. */
function held(what: string, part: unknown): unknown {
  if (what.startsWith('the deepest') || what.startsWith('as many')) return part
  return { list: [part], 'a.b': new Map([[part, 1n]]), 'c\\': new Set([part]) }
}

/** Objects without prototype come back as plain ones. */
function asTree(value: unknown): unknown {
  return safeValues.find((safe) => safe.value === value && 'expected' in safe)?.expected ?? value
}

describe('Codec.write and Codec.read', () => {
  for (const { what, value, expected = value } of safeValues) {
    it(`give back ${what}`, async () => {
      const back = await codec.read(codec.write(value))
      assert.deepStrictEqual(back, expected)
      assert.deepStrictEqual(keysOf(back), keysOf(expected))
    })

    it(`give back ${what} through a seal, in a list, a Map and a Set`, async () => {
      const text = codec.write(held(what, value))
      const opened = sealer.unseal(sealer.seal(text, use), use)
      assert.equal(opened, text)
      assert.deepStrictEqual(await codec.read(opened), held(what, expected))
    })

    it(`write ${what} the same way when it was read`, async () => {
      const text = codec.write(value)
      assert.equal(codec.write(await codec.read(text)), text)
    })
  }

  it('keep the prototype of each type', async () => {
    const values = [new Date(1), new Map(), new Set(), new URL('a:b'), Uint8Array.of(1), {}, []]
    for (const value of values) {
      const back = await codec.read(codec.write([value]))
      assert.equal(Object.getPrototypeOf((back as [object])[0]), Object.getPrototypeOf(value))
    }
  })

  it('copy what is shared, so that no reference is written', async () => {
    const one = { at: new Date(1), bytes: Uint8Array.of(1) }
    const text = codec.write({ one, two: one })
    assert.doesNotMatch(text, /referentialEqualities/)
    const back = (await codec.read(text)) as { one: object; two: object }
    assert.deepStrictEqual(back, { one, two: one })
    assert.notEqual(back.one, back.two)
  })
})

describe('Codec.write', () => {
  for (const { what, value, plain } of safeValues) {
    it(`writes ${what} ${plain ? 'as JSON alone' : "in superjson's format"}`, () => {
      const text = codec.write(value)
      assert.deepEqual(Object.keys(JSON.parse(text)), plain ? ['json'] : ['json', 'meta'])
      if (plain) assert.equal(text, `{"json":${JSON.stringify(value)}}`)
      else assert.deepEqual(Object.keys(JSON.parse(text).meta), ['values', 'v'])
    })

    it(`writes ${what} so that superjson's own parse gives an equal value`, () => {
      assert.deepStrictEqual(parse(codec.write(value)), asTree(value))
    })
  }

  it('does not touch the global superjson', () => {
    const taught = createCodec({ plugins: [...bytes] })
    assert.doesNotMatch(stringify(Buffer.from('x')), /sealwax/)
    assert.throws(() => parse(taught.write(Buffer.from('x'))))
  })
})

describe('Codec.open', () => {
  it('shows the JSON before any type is put back', async () => {
    const opened = codec.parse(codec.write(['id', 1n]))
    assert.deepEqual(opened.json, ['id', '1'])
    assert.deepEqual(await opened.revive(), ['id', 1n])
  })

  it('revives a text as often as it is asked to', async () => {
    const value = ['id', { plain: [1], typed: [{ at: new Date(1) }, 'x'] }, new Map([['a', [1n]]])]
    const opened = codec.parse(codec.write(value))
    assert.deepEqual(await opened.revive(), value)
    assert.deepEqual(await opened.revive(), value)
  })
})
