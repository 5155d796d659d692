import assert from 'node:assert/strict'
import { bytes } from '../../plugins/bytes.ts'
import { createCodec } from '../../server/core/codec/codec.ts'
import { quickly, sparingly } from './bounds.ts'
import { assertData, watchBuiltIns } from './data-only.ts'
import type { Family } from './family.ts'
import { mustReject } from './must-reject.ts'
import { some } from './some.ts'
import { attacks, harmless, largest, textsOf } from './superjson/attacks.ts'
import { carry } from './superjson/carry.ts'

const codec = createCodec({ plugins: [...bytes] })

export const family: Family = {
  name: 'superjson',
  aims: "a text in superjson's format becomes more than data, or costs more than it may",
  async attack(run) {
    const assertUnchanged = watchBuiltIns()
    for (const [what, text] of some(run, textsOf(attacks), 3)) {
      const carriers = carry(text).slice(0, run.many({ short: 1, long: 100 }))
      for (const [where, carried] of [['alone', text] as const, ...carriers]) {
        await run.try(`${what}, ${where}`, () =>
          sparingly(() => mustReject(() => codec.read(carried))),
        )
      }
    }
    for (const [what, text, value] of harmless) {
      await run.try(`takes for data: ${what}`, async () => {
        const back = await quickly(() => codec.read(text))
        assert.deepStrictEqual(back, value)
        assertData(back)
      })
    }
    for (const [what, text] of largest) {
      const whole = text()
      await run.try(`reads soon: ${what}`, async () => {
        assertData(await quickly(() => codec.read(whole)))
      })
    }
    await run.try('leaves the built-in types alone', assertUnchanged)
  },
}
