import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { it } from 'node:test'
import * as fc from 'fast-check'
import {
  createCodec,
  createKeyring,
  createSealer,
  newKey,
  type StateRejected,
  type TypePlugin,
} from 'sealwax/core'

/** One value, and the payload that stands for it in a seal: what is sealed today is read for good. */
export interface Sample {
  readonly what: string
  readonly value: unknown
  readonly payload: readonly [plugin: string, payload: unknown]
}

export type AssertSame = (actual: unknown, expected: unknown) => void

const sealer = createSealer(createKeyring([newKey()]), { binding: 'b', maxSealedLength: 1 << 20 })
const use = { purpose: 'state', component: 'card' } as const
const runs = { seed: 20_260_203, numRuns: 500 }

/** The text in which a plugin's payload, as JSON, stands in place of a state. */
export const textWith = (payload: string): string =>
  `{"json":${payload},"meta":{"values":[["custom","sealwax"]],"v":1}}`

/** Texts, written with ` | ` between them. */
export const split = (...lines: string[]) => lines.flatMap((line) => line.split(' | '))

/** What holds for every value of a plugin's types: one table drives write, read, seal and unseal. */
export function itGivesBack(
  plugins: readonly TypePlugin[],
  samples: readonly Sample[],
  assertSame: AssertSame,
): void {
  const codec = createCodec({ plugins })
  for (const { what, value, payload } of samples) {
    it(`writes ${what} in one way and reads it back`, async () => {
      const text = textWith(JSON.stringify(payload))
      assert.equal(codec.write(value), text)
      assertSame(await codec.read(text), value)
    })

    it(`gives back ${what} through a seal, in a list, a Map and a Set`, async () => {
      const held = { list: [value], 'a.b': new Map([[value, 1n]]), set: new Set([value]) }
      const text = sealer.unseal(sealer.seal(codec.write(held), use), use)
      const back = (await codec.read(text)) as typeof held
      for (const part of [back.list, back['a.b'].keys(), back.set]) assertSame([...part][0], value)
    })
  }

  it('reads no other spelling: a text with a change is the same value or StateRejected', async () => {
    const change = fc.tuple(
      fc.constantFrom(...samples),
      fc.nat(),
      fc.constantFrom(...'019abezTZPN-+.,:[]{}"= \\'.split(''), ''),
      fc.constantFrom(0, 1),
    )
    let rejected = 0
    await fc.assert(
      fc.asyncProperty(change, async ([{ payload }, place, character, removed]) => {
        const json = JSON.stringify(payload)
        const at = place % Math.min(json.length, 200)
        const text = textWith(json.slice(0, at) + character + json.slice(at + removed))
        const back = await readOrReject(text)
        if (back === undefined) rejected++
        else assert.deepEqual(JSON.parse(codec.write(back[0])), JSON.parse(text))
      }),
      runs,
    )
    assert.ok(rejected > runs.numRuns / 10, `only ${rejected} texts were refused`)
  })

  async function readOrReject(text: string): Promise<[unknown] | undefined> {
    try {
      return [await codec.read(text)]
    } catch (error) {
      assert.equal((error as StateRejected).code, 'StateRejected', String(error))
      return undefined
    }
  }
}

const junk = [null, true, 0, -1, 1.5, {}, [null], [[[]]], [{}], { length: 1e9 }]
const tricks = ['{"__proto__":{"polluted":1}}', '{"constructor":1}', '[{"prototype":{}}]']

/**
 * What no plugin takes for a payload, and what this one doesn't either: refused with one message, quickly.
 * @param name the plugin's
 */
export function itRefuses(
  plugins: readonly TypePlugin[],
  name: string,
  payloads: Readonly<Record<string, readonly unknown[]>>,
): void {
  const codec = createCodec({ plugins })
  const refuses = async (payload: string) => {
    const started = performance.now()
    const rejected = { code: 'StateRejected', message: 'This state can not be used.' }
    await assert.rejects(codec.read(textWith(`["${name}",${payload}]`)), rejected, payload)
    const took = performance.now() - started
    assert.ok(took < 1000, `took ${Math.round(took)} ms: ${payload.slice(0, 100)}`)
  }
  const kinds = Object.entries({ 'values of other types': junk, ...payloads })
  for (const [what, list] of kinds) {
    it(`refuses ${what} in place of ${name}`, async () => {
      for (const payload of list) await refuses(JSON.stringify(payload))
    })
  }

  it(`refuses keys that reach a prototype in place of ${name}`, async () => {
    for (const payload of tricks) await refuses(payload)
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  })
}
