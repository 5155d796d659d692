/** What became of a try to write, as far as its answer tells. */
export type Outcome =
  /** An answer said that it is done. */
  | 'done'
  /** An answer said that it was not done. */
  | 'refused'
  /** No answer, or one that does not tell. */
  | 'unknown'

/** What was tried by all clients, to be compared with what the database has seen. */
export interface Ledger {
  /** Notes a try; one without a name is kept in no database. */
  readonly note: (write: string | undefined, outcome: Outcome) => void
  /** Tries that were not done, and confirmations, since a time. */
  readonly since: (time: number) => Since
  /** Counts over all. */
  readonly totals: () => Record<Outcome, number>
  /**
   * Compares.
   * @param applied how often each write was done, by an account of the database's own
   * @returns what was lost, and what was done too often
   */
  readonly compare: (applied: ReadonlyMap<string, number>) => string[]
}

export interface Since {
  readonly done: number
  readonly failed: number
  /** When the last one was noted that was not done; `undefined` where there was none. */
  readonly lastFailure: number | undefined
}

interface Entry {
  readonly write: string | undefined
  readonly outcome: Outcome
  readonly time: number
}

export function createLedger(): Ledger {
  const entries: Entry[] = []
  const count = (outcome: Outcome, some: readonly Entry[] = entries) =>
    some.filter((entry) => entry.outcome === outcome).length
  return {
    note: (write, outcome) => void entries.push({ write, outcome, time: performance.now() }),
    since(time) {
      const later = entries.slice(entries.findLastIndex((entry) => entry.time < time) + 1)
      const failed = later.filter(({ outcome }) => outcome !== 'done')
      const done = count('done', later)
      return { done, failed: failed.length, lastFailure: failed.at(-1)?.time }
    },
    totals: () => ({ done: count('done'), refused: count('refused'), unknown: count('unknown') }),
    compare: (applied) => compare(entries, applied),
  }
}

function compare(entries: readonly Entry[], applied: ReadonlyMap<string, number>): string[] {
  const bounds = new Map<string, { least: number; most: number }>()
  for (const { write, outcome } of entries) {
    if (write === undefined) continue
    const { least, most } = bounds.get(write) ?? { least: 0, most: 0 }
    bounds.set(write, {
      least: least + (outcome === 'done' ? 1 : 0),
      most: most + (outcome === 'refused' ? 0 : 1),
    })
  }
  return [...bounds].flatMap(([write, { least, most }]) => {
    const times = applied.get(write) ?? 0
    if (times < least) return [`lost: ${write}: ${times} times, confirmed ${least}`]
    if (times > most) return [`done twice: ${write}: ${times} times, asked for ${most}`]
    return []
  })
}
