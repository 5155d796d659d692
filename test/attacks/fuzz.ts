import * as fc from 'fast-check'
import type { Run } from './family.ts'

/** Cases that fast-check makes up. */
export interface Fuzzed<T> {
  readonly what: string
  readonly cases: fc.Arbitrary<T>
  readonly many: { readonly short: number; readonly long: number }
  /** Throws when the case got through. */
  readonly attempt: (one: T) => Promise<void>
}

/** Milliseconds after which nobody waits for a case any more. */
const patience = 60_000

/** Characters of what is told of a case: some are very long. */
const maxReport = 5000

/** Tries generated cases, and reports the smallest that got through. */
export async function fuzz<T>(run: Run, { what, cases, many, attempt }: Fuzzed<T>): Promise<void> {
  const property = fc.asyncProperty(cases, attempt)
  const details = await fc.check(property, {
    seed: run.seed,
    numRuns: run.many(many),
    timeout: patience,
  })
  run.count(details.numRuns)
  if (!details.failed) return
  await run.try(what, () => {
    const report = `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}`
    throw new Error(report.slice(0, maxReport))
  })
}
