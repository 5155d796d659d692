import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { anyText } from '../core/codec/any-value.ts'
import { quickly, sparingly } from './bounds.ts'
import { anyBytes } from './codec-fuzz/any-hostile.ts'
import { compressed, noText, otherForms, otherUses, purposes } from './envelope/forged.ts'
import { exchanged, flipped, resized, spellingsOf } from './envelope/spellings.ts'
import { times } from './envelope/times.ts'
import type { Family, Run } from './family.ts'
import { fuzz } from './fuzz.ts'
import { errorOf, mustReject } from './must-reject.ts'
import { genuine, openSnapshots } from './snapshots.ts'

const plain = JSON.stringify({ json: genuine })
const { seal, open, unseal } = openSnapshots()
const another = openSnapshots(8)

export const family: Family = {
  name: 'envelope',
  aims: 'a sealed text opens though it was changed, or made for something else, or too late',
  async attack(run) {
    await run.try('opens what is genuine', async () => {
      assert.equal(unseal(seal(plain)), plain)
      assert.deepEqual((await open(seal(plain))).args, { cardId: 1 })
    })
    await tryChanged(run)
    await tryForged(run)
    await tryTimes(run)
    await tryAny(run)
  },
}

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

/** Every byte, every length, every character and every spelling. */
async function tryChanged(run: Run): Promise<void> {
  // Three lengths, since the last bits of the text depend on it.
  for (const text of [plain, `${plain} `, `${plain}  `].slice(0, run.many({ short: 1, long: 3 }))) {
    const sealed = seal(text)
    const bytes = Buffer.from(sealed, 'base64url')
    const all = {
      'with a byte changed': [...flipped(bytes, run.many({ short: 85, long: 1 }))].map(encode),
      'of another length': [...resized(bytes)].map(encode),
      'with a character exchanged': exchanged(sealed, run.many({ short: 60, long: 1 })),
      'in another spelling': spellingsOf(sealed),
    }
    for (const [what, texts] of Object.entries(all)) {
      for (const one of texts) {
        if (one !== sealed) await run.try(`${what}: ${one}`, () => mustReject(() => unseal(one)))
      }
    }
  }
}

/** Sealed by who has a key, and not as it must be. */
async function tryForged(run: Run): Promise<void> {
  const forged = { sealed: [...otherUses, ...otherForms], holding: [...compressed, ...noText] }
  for (const [how, list] of Object.entries(forged)) {
    for (const [what, parts] of list) {
      const one = seal(parts.plain ?? plain, parts)
      await run.try(`${how} ${what}`, () => sparingly(() => mustReject(() => open(one))))
    }
  }
  await run.try('sealed with the key of another site', () =>
    mustReject(() => unseal(another.seal(plain))),
  )
  for (const from of purposes) {
    for (const to of purposes.filter((purpose) => purpose !== from)) {
      const one = seal(plain, { purpose: from })
      await run.try(`sealed for ${from} and used for ${to}`, () => mustReject(() => open(one, to)))
    }
  }
}

async function tryTimes(run: Run): Promise<void> {
  for (const purpose of ['state', 'flash', 'children'] as const) {
    for (const [what, text, code] of times) {
      await run.try(`sealed ${what}, for ${purpose}`, async () => {
        const error = await quickly(() => errorOf(() => open(seal(text, { purpose }), purpose)))
        assert.equal((error as { code?: string } | undefined)?.code, code, String(error))
      })
    }
  }
}

/** Pieces of genuine texts put together anew, with changes, and bytes and texts of any kind. */
async function tryAny(run: Run): Promise<void> {
  const ours = [plain, '', '{"json":1}', plain].map((text) => Buffer.from(seal(text), 'base64url'))
  const known = new Set(ours.map(encode))
  const piece = fc.record({ of: fc.constantFrom(...ours), from: fc.nat(300), to: fc.nat(300) })
  const change = fc.tuple(fc.nat(300), fc.nat(255))
  const pieces = fc.array(piece, { minLength: 1, maxLength: 4 })
  const spliced = fc.tuple(pieces, fc.array(change, { maxLength: 3 })).map(([list, changes]) => {
    const bytes = Buffer.concat(
      list.map(({ of, from, to }) => of.subarray(from % 40, -(to % 40) || undefined)),
    )
    for (const [at, value] of changes) bytes[at % (bytes.length || 1)] = value
    return encode(bytes)
  })
  const kinds = {
    'spliced from genuine ones': spliced.filter((text) => !known.has(text)),
    'of any bytes': anyBytes.map(encode),
    'of any bytes behind a genuine head': anyBytes.map((bytes) =>
      encode(Buffer.concat([(ours[0] as Buffer).subarray(0, 17), bytes])),
    ),
    'of any text': anyText,
  }
  for (const [what, cases] of Object.entries(kinds)) {
    const many = { short: 60, long: 80_000 }
    await fuzz(run, { what, cases, many, attempt: (one) => mustReject(() => unseal(one)) })
  }
}
