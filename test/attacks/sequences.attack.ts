import * as fc from 'fast-check'
import { runSequences } from '../browser/sequences/sequences.ts'
import type { Family } from './family.ts'

export const family: Family = {
  name: 'sequences',
  aims: 'a page that ends otherwise than its calls say: a write lost or applied twice, an element that no longer works',
  async attack(run) {
    const numRuns = run.many({ short: 12, long: 300 })
    const details = await runSequences({ seed: run.seed, numRuns })
    run.count(details.numRuns)
    if (!details.failed) return
    await run.try('a sequence', () => {
      throw new Error(fc.defaultReportMessage(details))
    })
  },
}
