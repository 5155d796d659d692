import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { newKey } from 'sealwax'
import { startHaproxy } from '../services/haproxy.ts'
import { type PostgresServer, startPostgres } from '../services/postgres.ts'
import { type RedisServer, startRedis } from '../services/redis.ts'
import { type Audit, startAudit } from './audit.ts'
import { createDemoProcess, type DemoProcess, type Env } from './demo-process.ts'

/** The demo in several processes behind a balancer, with all that they share. */
export interface Cluster {
  /** Address of the balancer, without a trailing slash. */
  readonly url: string
  readonly processes: readonly DemoProcess[]
  readonly postgres: PostgresServer
  readonly redis: RedisServer
  readonly audit: Audit
  /** Kills one process, and starts it again. */
  readonly replace: (...processes: DemoProcess[]) => Promise<void>
  /** Deploys other settings, one process at a time. */
  readonly deploy: (settings: Partial<Deployed>) => Promise<void>
  readonly deployed: () => Deployed
  /** What nobody may find: POSTs that came in twice, processes that ended by themselves. */
  readonly faults: () => string[]
  readonly close: () => Promise<void>
}

/** What differs from one deploy to the next. */
export interface Deployed {
  /** Sealwax keys, the one that seals first. */
  readonly keys: readonly string[]
  readonly counterVersion: number
  readonly counterMigrates: boolean
}

/** Milliseconds in which a balancer that asks every 100 finds that a process is back. */
const untilSeen = 400

export async function startCluster(count: number): Promise<Cluster> {
  const open: (() => Promise<unknown>)[] = []
  const close = async () => {
    const errors: unknown[] = []
    for (const closeOne of open.toReversed()) await closeOne().catch((error) => errors.push(error))
    if (errors.length > 0) throw errors[0]
  }
  const opened = <T extends { close: () => Promise<unknown> }>(one: T): T => {
    open.push(one.close)
    return one
  }
  try {
    const filesFolder = await mkdtemp(join(tmpdir(), 'sealwax files-'))
    open.push(() => rm(filesFolder, { recursive: true }))
    const postgres = opened(await startPostgres())
    const redis = opened(await startRedis({ keeps: true }))
    const databaseUrl = await postgres.createDatabase()
    const posts = createPosts()
    const processes = await Promise.all(
      Array.from({ length: count }, () => createDemoProcess(posts)),
    )
    open.push(() => Promise.all(processes.map(({ kill }) => kill())))
    let deployed: Deployed = { keys: [newKey()], counterVersion: 1, counterMigrates: false }
    const env = (): Env => ({
      ...environmentOf(deployed),
      DATABASE_URL: databaseUrl,
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      FILES_FOLDER: filesFolder,
      COOKIE_KEYS: 'a secret that all processes share',
      TRUST_PROXY: '1',
    })
    // All at once: they migrate an empty database together.
    await Promise.all(processes.map((process) => process.start(env())))
    const audit = await startAudit(databaseUrl)
    const balancer = opened(await startHaproxy(processes.map(({ port }) => port)))
    return {
      url: balancer.url,
      processes,
      postgres,
      redis,
      audit,
      async replace(...some) {
        await Promise.all(some.map((process) => process.kill()))
        await Promise.all(some.map((process) => process.start(env())))
      },
      async deploy(settings) {
        deployed = { ...deployed, ...settings }
        for (const process of processes) {
          await process.stop()
          await process.start(env())
          await pass(untilSeen)
        }
      },
      deployed: () => deployed,
      faults: posts.faults,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function environmentOf({ keys, counterVersion, counterMigrates }: Deployed): Env {
  return {
    SEALWAX_KEYS: keys.join(','),
    COUNTER_VERSION: String(counterVersion),
    COUNTER_MIGRATES: counterMigrates ? '1' : '0',
  }
}

function createPosts() {
  const ids = new Set<string>()
  const faults: string[] = []
  return {
    post(id: string) {
      if (ids.has(id)) faults.push(`A POST came in twice: ${id}`)
      ids.add(id)
    },
    crash: (said: string) => void faults.push(`A process ended by itself: ${said}`),
    faults: () => faults,
  }
}
