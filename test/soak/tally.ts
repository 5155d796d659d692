import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** What came of the requests of one kind. */
export interface KindTally {
  readonly count: number
  /** How often each status came. */
  readonly statuses: Readonly<Record<string, number>>
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Counts requests, by kind. */
export interface Tally {
  /** Notes an answer; `expected` says which statuses are right. */
  readonly answered: (
    kind: string,
    answer: { readonly status: number; readonly took: number; readonly text: string },
    expected: readonly number[],
  ) => void
  /** Notes what should not have happened. */
  readonly wrong: (kind: string, what: string) => void
  /** Notes a request that was cut off on purpose. */
  readonly cut: (kind: string) => void
  /** By kind, and of all of them under `all`. */
  readonly kinds: () => Record<string, KindTally>
  /** What was not as it should be: the first of them, and how many there were. */
  readonly troubles: { readonly first: readonly string[]; readonly count: number }
  /** Tells the 99th percentile since it was asked the last time, in milliseconds. */
  readonly recent: () => { readonly count: number; readonly p99: number }
}

interface Kept {
  readonly times: RecordableHistogram
  readonly statuses: Record<string, number>
}

const shown = 20

export function createTally(): Tally {
  const byKind = new Map<string, Kept>()
  const window = createHistogram()
  const troubles = { first: [] as string[], count: 0 }
  const keptOf = (kind: string): Kept => {
    const kept = byKind.get(kind) ?? { times: createHistogram(), statuses: {} }
    byKind.set(kind, kept)
    return kept
  }
  const wrong = (kind: string, what: string) => {
    troubles.count++
    if (troubles.first.length < shown) troubles.first.push(`${kind}: ${what}`)
  }
  return {
    wrong,
    troubles,
    answered(kind, { status, took, text }, expected) {
      const microseconds = Math.max(1, Math.round(took * 1000))
      for (const { times, statuses } of [keptOf(kind), keptOf('all')]) {
        times.record(microseconds)
        statuses[status] = (statuses[status] ?? 0) + 1
      }
      window.record(microseconds)
      if (!expected.includes(status)) wrong(kind, `${status} ${text.slice(0, 300)}`)
    },
    cut(kind) {
      const { statuses } = keptOf(kind)
      statuses['cut'] = (statuses['cut'] ?? 0) + 1
    },
    kinds: () => Object.fromEntries([...byKind].map(([kind, kept]) => [kind, toKind(kept)])),
    recent() {
      const seen = { count: window.count, p99: window.count > 0 ? milliseconds(window, 99) : 0 }
      window.reset()
      return seen
    },
  }
}

function toKind({ times, statuses }: Kept): KindTally {
  const count = times.count
  if (count === 0) return { count, statuses, p50: 0, p99: 0, max: 0 }
  const [p50, p99] = [milliseconds(times, 50), milliseconds(times, 99)]
  return { count, statuses, p50, p99, max: times.max / 1000 }
}

function milliseconds(times: RecordableHistogram, percentile: number): number {
  return times.percentile(percentile) / 1000
}
