import { setTimeout as pass } from 'node:timers/promises'
import { newKey } from 'sealwax'
import type { Cluster } from './cluster.ts'

/** Something that goes wrong, or is done while people are there. */
export interface Failure {
  readonly name: string
  /** Returns when all that was there before is there again. */
  readonly happen: (cluster: Cluster, world: World) => Promise<void>
}

/** What a failure has to know of the users. */
export interface World {
  /** Waits until no page is open any more that was open before. */
  readonly pagesAreNew: () => Promise<void>
}

/** Milliseconds that a machine takes to be there again. */
const outage = 500

/** Those that the short form has, too. */
export const failures: readonly Failure[] = [
  {
    name: 'a process is killed',
    happen: ({ processes: [first], replace }) => replace(...(first ? [first] : [])),
  },
  {
    name: 'Redis is killed',
    async happen({ redis }) {
      await redis.kill()
      await pass(outage)
      await redis.restart()
    },
  },
  {
    name: 'PostgreSQL is killed',
    async happen({ postgres }) {
      await postgres.kill()
      await pass(outage)
      await postgres.restart()
    },
  },
  {
    name: 'a version that migrates',
    happen: ({ deploy, deployed }) =>
      deploy({ counterVersion: deployed().counterVersion + 1, counterMigrates: true }),
  },
]

/** Those that take longer. */
export const longFailures: readonly Failure[] = [
  {
    name: 'all processes are killed',
    happen: ({ processes, replace }) => replace(...processes),
  },
  {
    name: 'PostgreSQL hangs',
    async happen({ postgres }) {
      await postgres.freeze()
      await pass(8_000)
      await postgres.thaw()
    },
  },
  {
    name: 'PostgreSQL and Redis are killed',
    async happen({ postgres, redis }) {
      await Promise.all([postgres.kill(), redis.kill()])
      await pass(outage)
      await Promise.all([postgres.restart(), redis.restart()])
    },
  },
  {
    name: 'a version that does not migrate',
    happen: ({ deploy, deployed }) =>
      deploy({ counterVersion: deployed().counterVersion + 1, counterMigrates: false }),
  },
  {
    name: 'a key is rotated',
    async happen({ deploy, deployed }, { pagesAreNew }) {
      const [old = ''] = deployed().keys
      const next = newKey()
      await deploy({ keys: [old, next] })
      await deploy({ keys: [next, old] })
      await pagesAreNew()
      await deploy({ keys: [next] })
    },
  },
]
