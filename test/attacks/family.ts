/** Attacks of one kind: what `npm run torture` runs, and `npm test` in its short form. */
export interface Family {
  /** In kebab case; its name in the table and in the JSON. */
  readonly name: string
  /** What all of it aims at. */
  readonly aims: string
  /** Runs the cases and tells the run of each. */
  readonly attack: (run: Run) => Promise<void> | void
}

/** One run of a family. */
export interface Run {
  /** Number that all chance of the run comes from. */
  readonly seed: number
  /** How many generated cases to try: few in the short form, all that the family can stand for in the long one. */
  readonly many: (numbers: { readonly short: number; readonly long: number }) => number
  /**
   * Counts one case, for which it waits a minute at most.
   * @param what the attack, for the report
   * @param attempt throws when the attack got through
   */
  readonly try: (what: string, attempt: () => Promise<void> | void) => Promise<void>
  /** Counts cases that a generator has tried itself, for instance fast-check. */
  readonly count: (cases: number) => void
}

/** What came of a family. */
export interface Outcome {
  readonly cases: number
  readonly escapes: readonly string[]
  /** Milliseconds. */
  readonly took: number
}

export interface RunOptions {
  readonly seed: number
  readonly long: boolean
  /** Milliseconds for each case. */
  readonly patience?: number
}

/** Runs one family. One that breaks off, or tries nothing at all, has let something through. */
export async function runFamily(
  { attack }: Family,
  { seed, long, patience = 60_000 }: RunOptions,
): Promise<Outcome> {
  const begun = performance.now()
  const escapes: string[] = []
  let cases = 0
  const run: Run = {
    seed,
    many: (numbers) => (long ? numbers.long : numbers.short),
    count: (more) => {
      cases += more
    },
    async try(what, attempt) {
      cases++
      try {
        await inTime(attempt, patience)
      } catch (error) {
        escapes.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
      }
    },
  }
  try {
    await attack(run)
  } catch (error) {
    escapes.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  if (cases === 0) escapes.push('It has tried nothing.')
  return { cases, escapes, took: performance.now() - begun }
}

function inTime(attempt: () => Promise<void> | void, patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No end after ${patience} ms.`)), patience)
    const ended = Promise.resolve().then(attempt).then(resolve, reject)
    void ended.finally(() => clearTimeout(timer))
  })
}
