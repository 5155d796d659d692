import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { familyNames, readFamilies } from './families.ts'
import { runFamily } from './family.ts'

const families = await readFamilies(await familyNames())

describe('attacks, in their short form', () => {
  for (const family of families) {
    it(`${family.name}: ${family.aims}`, async (t) => {
      const { cases, escapes } = await runFamily(family, { seed: 1, long: false })
      t.diagnostic(`${cases} cases`)
      assert.deepEqual(escapes, [])
    })
  }
})
