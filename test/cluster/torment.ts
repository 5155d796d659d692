import assert from 'node:assert/strict'
import { setTimeout as pass } from 'node:timers/promises'
import { until } from '../services/processes.ts'
import { type Cluster, startCluster } from './cluster.ts'
import type { Failure } from './failures.ts'
import { createLedger, type Ledger, type Outcome } from './ledger.ts'
import { startLoad } from './load.ts'
import { type Story, startStory } from './story.ts'
import type { Seen } from './user.ts'

/** A cluster in use, and what goes wrong with it. */
export interface Torment {
  /** Has something happen while all is in use, and waits until all is well again. */
  readonly suffer: (failure: Failure) => Promise<Recovery>
  /** Ends the use, compares what was confirmed with what was done, and throws where they differ. */
  readonly settle: () => Promise<Settled>
  /** Closes all, however far it came. */
  readonly close: () => Promise<void>
}

/** What a failure meant for those who wrote at the time. Times are milliseconds. */
export interface Recovery {
  readonly name: string
  /** Until all that was there before was there again. */
  readonly mended: number
  /** Until the last write that was not confirmed; 0 where all were. */
  readonly lasted: number
  readonly done: number
  readonly failed: number
}

export interface Settled {
  readonly totals: Record<Outcome, number>
  readonly rounds: number
  readonly seen: Seen
}

/** Milliseconds without a failure, after which all counts as well again, and until then at most. */
const quiet = 700
const patience = 60_000

export async function startTorment(processes: number): Promise<Torment> {
  const cluster = await startCluster(processes)
  const ledger = createLedger()
  const story = await startStory(cluster.url, ledger).catch(async (error: unknown) => {
    await cluster.close()
    throw error
  })
  const load = startLoad(cluster.url, ledger)
  let stopped: Promise<unknown> | undefined
  const stop = () => {
    stopped ??= load.stop().then(story.stop)
    return stopped
  }
  return {
    suffer: (failure) => suffer(failure, { cluster, ledger, story }),
    async settle() {
      await stop()
      const compared = ledger.compare(await cluster.audit.applied())
      assert.deepEqual([...compared, ...cluster.faults(), ...load.faults()], [])
      return { totals: ledger.totals(), rounds: story.rounds(), seen: story.seen() }
    },
    async close() {
      await Promise.allSettled([stop()])
      await cluster.close()
    },
  }
}

interface InUse {
  readonly cluster: Cluster
  readonly ledger: Ledger
  readonly story: Story
}

async function suffer(failure: Failure, { cluster, ledger, story }: InUse): Promise<Recovery> {
  const begun = performance.now()
  await failure.happen(cluster, { pagesAreNew: () => anotherRound(story) })
  const mended = performance.now()
  await until(
    `all is well after: ${failure.name}`,
    async () => {
      const now = performance.now()
      const { done, failed } = ledger.since(now - quiet)
      return now - mended > quiet && done > 0 && failed === 0
    },
    patience,
  )
  story.rounds()
  const { done, failed, lastFailure = begun } = ledger.since(begun)
  return {
    name: failure.name,
    mended: mended - begun,
    lasted: lastFailure - begun,
    done,
    failed,
  }
}

/** A state lives as long as its page: the story opens all of its pages once a round, the load more often. */
async function anotherRound({ rounds }: Story): Promise<void> {
  const reached = rounds() + 2
  while (rounds() < reached) await pass(100)
}
