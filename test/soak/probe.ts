/* Loaded by node in front of a server that is watched. It answers its parent, and does nothing of itself. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Census, type CensusKind, createCensus } from './census.ts'

/** What a process says of itself. */
export interface Measure extends Census {
  /** Bytes. */
  readonly rss: number
  /** Bytes that are in use behind a collection of garbage. */
  readonly heap: number
  readonly external: number
  /** Open handles and requests, by kind. */
  readonly resources: Readonly<Record<string, number>>
  /** Milliseconds by which the event loop was late since the last measure. */
  readonly delay: { readonly p50: number; readonly p99: number; readonly max: number }
}

/** Asks for a measure. */
export interface Question {
  readonly census: CensusKind
}

const resolution = 10
const delay = monitorEventLoopDelay({ resolution })
delay.enable()
const count = createCensus()

process.on('message', ({ census }: Question) => process.send?.(measure(census)))
// Whoever asks must not keep the server from leaving.
process.channel?.unref()

function measure(census: CensusKind): Measure {
  const late = lateness()
  const counted = count(census)
  globalThis.gc?.()
  const { rss, heapUsed: heap, external } = process.memoryUsage()
  // What this took is our doing.
  delay.reset()
  return { rss, heap, external, resources: resources(), delay: late, ...counted }
}

function lateness(): Measure['delay'] {
  const [p50, p99, max] = [delay.percentile(50), delay.percentile(99), delay.max].map(
    (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution),
  ) as [number, number, number]
  return { p50, p99, max }
}

function resources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
