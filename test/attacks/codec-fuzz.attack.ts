/* oxlint-disable unicorn/no-thenable -- the subject of a test */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { parse } from 'superjson'
import { bytes } from '../../plugins/bytes.ts'
import { decimal } from '../../plugins/decimal.ts'
import { safeString } from '../../plugins/safe-string.ts'
import { temporal } from '../../plugins/temporal.ts'
import { url } from '../../plugins/url.ts'
import { createCodec } from '../../server/core/codec/codec.ts'
import { annotatedText, anyText, leaf, ourLeaf, valuesOf } from '../core/codec/any-value.ts'
import { quickly } from './bounds.ts'
import { anyBytes, anyTuple, changedText, pluginLeaf, sharing } from './codec-fuzz/any-hostile.ts'
import { closeCycle, makeHole } from './codec-fuzz/break-value.ts'
import type { Family, Run } from './family.ts'
import { fuzz } from './fuzz.ts'
import { errorOf } from './must-reject.ts'
import { assertSame, assertTree } from './same.ts'
import { openSnapshots } from './snapshots.ts'

const codec = createCodec({ plugins: [...bytes, url, safeString, decimal, temporal] })
const roundTrip = (value: unknown) => quickly(() => codec.read(codec.write(value)))

const anyLeaf = fc.oneof(
  { arbitrary: leaf, weight: 6 },
  { arbitrary: ourLeaf, weight: 3 },
  { arbitrary: pluginLeaf, weight: 1 },
)

export const family: Family = {
  name: 'codec-fuzz',
  aims: 'any value, text or bytes: a value comes back as another, or a refusal is not the one',
  async attack(run) {
    await tryValues(run)
    await tryBroken(run)
    await tryTexts(run)
    await trySealed(run)
  },
}

/** What is on the allow-list comes back as it was. */
async function tryValues(run: Run): Promise<void> {
  await fuzz(run, {
    what: 'gives back any value of the allow-list, written the same way again',
    cases: valuesOf(anyLeaf),
    many: { short: 250, long: 150_000 },
    async attempt(value) {
      const text = codec.write(value)
      const back = await roundTrip(value)
      assertSame(back, value)
      assert.equal(codec.write(back), text)
    },
  })
  await fuzz(run, {
    what: "writes what superjson's own parse reads as an equal value",
    cases: valuesOf(leaf),
    many: { short: 80, long: 50_000 },
    attempt: async (value) => assertSame(parse(codec.write(value)), value),
  })
  await fuzz(run, {
    what: 'gives back copies of what is shared',
    cases: sharing(valuesOf(anyLeaf)),
    many: { short: 50, long: 30_000 },
    async attempt(value) {
      const back = await roundTrip(value)
      assertSame(back, value)
      assertTree(back)
    },
  })
}

/** What is not on the allow-list is refused before it is written. */
async function tryBroken(run: Run): Promise<void> {
  const wrapped = valuesOf(anyLeaf).map((value) => [value])
  for (const [what, breakIt, message] of [
    ['a cycle', closeCycle, /a cycle \(state/],
    ['an array with holes', makeHole, /holes or named properties \(state/],
  ] as const) {
    await fuzz(run, {
      what: `refuses to write ${what}, wherever it is`,
      cases: fc.tuple(wrapped, fc.nat(), fc.nat()),
      many: { short: 50, long: 30_000 },
      async attempt([value, ...where]) {
        const broken = breakIt(await roundTrip(value), where)
        assert.throws(() => codec.write(broken), { code: 'SealingBlocked', message })
      },
    })
  }
}

/** Any text becomes data that can be written again, or is refused. */
async function tryTexts(run: Run): Promise<void> {
  const sample = codec.write({
    a: [1n, new Date(1), new Map([['k', new Set([undefined])]])],
    'b.c': Buffer.from('x'),
    then: new URL('x:y'),
  })
  const texts = {
    'any text': fc.oneof(anyText, fc.json({ maxDepth: 5 })),
    'any JSON in place of json and values': fc
      .tuple(fc.jsonValue(), fc.jsonValue(), fc.constantFrom(0, 1, 2))
      .map(([json, values, v]) => JSON.stringify({ json, meta: { values, v } })),
    'annotations of any types and places': annotatedText,
    'a text of ours with changes': changedText(sample),
  }
  const read: Record<string, number> = {}
  for (const [what, cases] of Object.entries(texts)) {
    await fuzz(run, {
      what: `reads ${what} as data, or refuses it`,
      cases,
      many: { short: 80, long: 60_000 },
      async attempt(text) {
        const value = await quickly(() => codec.read(text).catch(refusal))
        if (value === refused) return
        read[what] = (read[what] ?? 0) + 1
        codec.write(value)
      },
    })
  }
  if (run.many(once) === 0) return
  await run.try('has tried texts that are read', () => {
    const {
      'annotations of any types and places': any = 0,
      'a text of ours with changes': ours = 0,
    } = read
    assert.ok(any > 100 && ours > 100, JSON.stringify(read))
  })
}

/** By chance alone the short form would not always have what is looked for here. */
const once = { short: 0, long: 1 }

const refused = Symbol('refused')

function refusal(error: { readonly code?: string }): symbol {
  assert.equal(error.code, 'StateRejected', inspect(error))
  return refused
}

/** Bytes in place of a seal, and under a seal. */
async function trySealed(run: Run): Promise<void> {
  const { open, seal } = openSnapshots()
  const sealed: Record<string, fc.Arbitrary<string>> = {
    'any bytes in place of a seal': anyBytes.map((bytes) =>
      Buffer.from(bytes).toString('base64url'),
    ),
    'any text in place of a seal': anyText,
    'any bytes under a seal': anyBytes.map((bytes) => seal(bytes)),
    'any state under a seal': anyTuple(valuesOf(leaf)).map((text) => seal(text)),
  }
  const codes = new Set(['StateRejected', 'StateExpired', 'StateOutdated'])
  const met = new Set<unknown>()
  for (const [what, cases] of Object.entries(sealed)) {
    await fuzz(run, {
      what: `opens ${what}, or refuses it`,
      cases,
      many: { short: 80, long: 40_000 },
      async attempt(text) {
        const error = await quickly(() => errorOf(() => open(text)))
        const code = (error as { code?: string } | undefined)?.code
        assert.ok(error === undefined || codes.has(String(code)), inspect(error))
        met.add(code)
      },
    })
  }
  if (run.many(once) === 0) return
  await run.try('has tried states that open, and every refusal', () => {
    assert.deepEqual(met, new Set([undefined, ...codes]))
  })
}
