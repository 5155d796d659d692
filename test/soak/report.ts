import { type Cache, caches } from './caches.ts'
import type { Slope } from './slope.ts'
import type { KindTally } from './tally.ts'

/** How the server was at one moment. */
export interface Sample {
  /** Seconds since the load began. */
  readonly at: number
  /** Whether all was collected that can be, and not just what is found at once: only then do samples compare. */
  readonly isWhole: boolean
  /** Megabytes, behind a collection of garbage. */
  readonly rss: number
  readonly heap: number
  readonly external: number
  readonly openFiles: number
  readonly sockets: number
  /** Things that visitors began in a second. */
  readonly rate: number
  /** Part of one core. */
  readonly cpu: number
  /** Milliseconds by which the event loop was late. */
  readonly delay: { readonly p50: number; readonly p99: number; readonly max: number }
  /** Milliseconds of an answer since the last sample. */
  readonly p99: number
  readonly requests: number
  readonly uploads: number
  readonly letters: number
  readonly caches: Readonly<Record<string, number>>
}

/** How the server left while it was asked. */
export interface Leaving {
  readonly code: number | null
  /** Milliseconds from the signal to its end. */
  readonly took: number
  readonly sent: number
  /** Requests that had no answer yet when the signal was sent. */
  readonly underWay: number
  readonly answered: number
  /** What became of the others. */
  readonly lost: readonly string[]
  /** Answers that said they are the last on their connection. */
  readonly last: number
}

/** All that a soak has seen. */
export interface Report {
  readonly seed: number
  /** Seconds of load, and of it those that are left out of the slopes. */
  readonly seconds: number
  readonly warmUp: number
  readonly samples: readonly Sample[]
  /** Megabytes an hour. */
  readonly slopes: { readonly rss: Slope; readonly heap: Slope }
  readonly kinds: Readonly<Record<string, KindTally>>
  readonly troubles: { readonly first: readonly string[]; readonly count: number }
  /** Collections that no cache is known by, and that have grown. */
  readonly grown: readonly string[]
  /** When all visitors had gone, and before the first came. */
  readonly rest: { readonly before: Rest; readonly after: Rest }
  readonly leaving: Leaving
}

export interface Rest {
  /** Names of open files, and kinds of all else that is open. */
  readonly openFiles: readonly string[]
  readonly sockets: number
  readonly uploads: number
}

/** A fifth of the time: by then code is compiled, and what pages need is read. */
export const warmUpPart = 0.2

/** Seconds until a server is warm: until its caches that get full are so, memory has a reason to grow. */
export function warmUpOf(samples: readonly Sample[], seconds: number): number {
  const fullAt = caches.map(
    ({ name, bound }) => samples.find((sample) => (sample.caches[name] ?? 0) >= bound)?.at ?? 0,
  )
  return Math.max(seconds * warmUpPart, ...fullAt)
}

/** Megabytes an hour that memory may grow by, beyond doubt, before it counts as a leak. */
export const limits = { heap: 2, rss: 20 } as const

/** Seconds below which a slope says nothing: code is still being compiled. */
const minSeconds = 600

/** Milliseconds that the demo takes at most to leave. */
const maxLeaving = 12_000

/** What a server may have opened once and kept, such as pipes of its thread pool. */
const spareFiles = 4
/** libsql's client has at most 20 connections: two files each, and one that they share. */
const databaseFiles = 41

/** @returns what is wrong, one line each */
export function judge(report: Report): string[] {
  const { troubles, grown, rest, leaving } = report
  return [
    ...troubles.first,
    ...(troubles.count > troubles.first.length ? [`${troubles.count} such troubles`] : []),
    ...grown.map((what) => `a collection without a bound: ${what}`),
    ...caches.flatMap((cache) => pastBound(report, cache)),
    ...judgeSlopes(report),
    ...judgeRest(rest),
    ...judgeLeaving(leaving),
  ]
}

function pastBound({ samples }: Report, { name, bound }: Cache): string[] {
  const most = Math.max(0, ...samples.map(({ caches }) => caches[name] ?? 0))
  return most > bound ? [`${name}: ${most} entries, the bound is ${bound}`] : []
}

function judgeSlopes({ slopes, seconds }: Report): string[] {
  if (seconds < minSeconds) return []
  return (['heap', 'rss'] as const)
    .filter((name) => slopes[name].slope - slopes[name].error > limits[name])
    .map((name) => `${name} grows by ${slopeText(slopes[name])}, more than ${limits[name]}`)
}

function judgeRest({ before, after }: Report['rest']): string[] {
  const found: string[] = []
  if (after.sockets > before.sockets) found.push(`${after.sockets} sockets that nobody has`)
  if (after.uploads > 0) found.push(`${after.uploads} files that nobody keeps`)
  const [open, opened] = [after.openFiles, before.openFiles]
  const ofDatabase = open.filter(isOfDatabase).length
  const others = opened.filter((name) => !isOfDatabase(name)).length
  if (ofDatabase > databaseFiles || open.length - ofDatabase > others + spareFiles) {
    found.push(
      `open at the end: ${open.toSorted().join(' ')}; before: ${opened.toSorted().join(' ')}`,
    )
  }
  return found
}

function isOfDatabase(name: string): boolean {
  return /\.db(-wal|-shm)?$/.test(name)
}

function judgeLeaving({ code, took, sent, underWay, answered, lost, last }: Leaving): string[] {
  const found: string[] = []
  if (code !== 0) found.push(`left with code ${code}`)
  if (took > maxLeaving) found.push(`took ${took} ms to leave`)
  if (answered < sent) found.push(`answered ${answered} of ${sent} when it left: ${lost.join()}`)
  // Some may have been answered while the signal was on its way.
  if (last < underWay / 2) found.push(`kept ${underWay - last} connections when it left`)
  return found
}

export function slopeText({ slope, error }: Slope): string {
  return `${slope.toFixed(2)} ± ${error.toFixed(2)} MB an hour`
}

export function sampleLine(sample: Sample): string {
  const { at, rss, heap, cpu, rate, delay, p99, openFiles, sockets, caches } = sample
  return [
    `${at.toFixed(0).padStart(5)} s`,
    `cpu ${(100 * cpu).toFixed(0).padStart(3)} %`,
    `rate ${rate.toFixed(0).padStart(4)}`,
    `rss ${rss.toFixed(1)}`,
    `heap ${heap.toFixed(2)}`,
    `late ${delay.p99.toFixed(0)}`,
    `p99 ${p99.toFixed(0)}`,
    `files ${openFiles}`,
    `sockets ${sockets}`,
    Object.entries(caches)
      .map(([name, size]) => `${name} ${size}`)
      .join(', '),
  ].join('  ')
}

/** The table that a run ends with. */
export function table(report: Report): string {
  const { slopes, kinds, leaving, samples, warmUp } = report
  const rows = Object.entries(kinds).map(([kind, { count, statuses, p50, p99, max }]) => {
    const times = [p50, p99, max].map((time) => time.toFixed(1).padStart(8)).join('')
    const codes = Object.entries(statuses).map(([status, times]) => `${status}×${times}`)
    return `${kind.padEnd(34)}${String(count).padStart(8)}${times}  ${codes.join(' ')}`
  })
  const warm = samples.filter(({ at }) => at > warmUp)
  const worst = (of: (sample: Sample) => number) => Math.max(0, ...warm.map(of)).toFixed(0)
  const used = warm.reduce((sum, { cpu }) => sum + cpu, 0) / Math.max(1, warm.length)
  return [
    `${'kind'.padEnd(34)}${'count'.padStart(8)}${'p50'.padStart(8)}${'p99'.padStart(8)}${'max'.padStart(8)}  ms; statuses`,
    ...rows,
    `cpu ${(100 * used).toFixed(0)} % of a core; event loop late: p99 at most ${worst(({ delay }) => delay.p99)} ms, max ${worst(({ delay }) => delay.max)} ms`,
    `heap ${slopeText(slopes.heap)}; rss ${slopeText(slopes.rss)}`,
    ...caches.map((cache) => cacheLine(report, cache)),
    `left in ${leaving.took.toFixed(0)} ms with code ${leaving.code}: answered ${leaving.answered} of ${leaving.sent}, ${leaving.underWay} of them under way at the signal`,
  ].join('\n')
}

function cacheLine({ samples }: Report, { name, bound, because, file }: Cache): string {
  const most = Math.max(0, ...samples.map(({ caches }) => caches[name] ?? 0))
  return `${name.padEnd(18)}${String(most).padStart(9)} of ${bound} (${because}), ${file}`
}
