import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { atEnd } from '../at-end.ts'
import { end, freePort, launch } from './processes.ts'
import { chosenBy, debianInstallers, ensureProgram, onPath } from './programs.ts'

/** A Redis of its own, on a free port of this machine, empty at the start. */
export interface RedisServer {
  readonly port: number
  /** A client as the documentation advises. */
  readonly client: Redis
  /** Ends the server as a failing machine does. */
  readonly kill: () => Promise<void>
  /** Starts it once more on the same port: empty, or with what it had. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
}

let shared: Promise<RedisServer> | undefined

atEnd(async () => {
  await shared?.then(
    ({ close }) => close(),
    () => {},
  )
})

/** The one Redis of the whole run, started by the first test that needs it. */
export function withRedis(): Promise<RedisServer> {
  shared ??= startRedis()
  return shared
}

/**
 * Starts a Redis, for a test that kills it.
 * @param keeps whether it has after a restart what it said it has
 */
export async function startRedis({ keeps = false } = {}): Promise<RedisServer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'sealwax redis-'))
  const start = () => launchRedis({ port, folder, keeps })
  let server = await start()
  const client = createClient(port)
  const kill = () => end(server)
  return {
    port,
    client,
    kill,
    async restart() {
      const ready = new Promise((resolve) => client.once('ready', resolve))
      server = await start()
      await ready
    },
    async close() {
      client.disconnect()
      await kill()
      await rm(folder, { recursive: true })
    },
  }
}

/** A client that says at once when its server is gone. */
export function createClient(port: number): Redis {
  const client = new Redis({ port, maxRetriesPerRequest: 0 })
  // Commands say what went wrong; without a listener it would go to the console as well.
  return client.on('error', () => {})
}

function ensureRedis(): string {
  return ensureProgram({
    name: 'redis-server',
    find: () => chosenBy('REDIS_SERVER_PATH') ?? onPath('redis-server'),
    installers: debianInstallers('redis-server'),
    advice: 'Install one, or set REDIS_SERVER_PATH.',
  })
}

interface Place {
  readonly port: number
  readonly folder: string
  readonly keeps: boolean
}

async function launchRedis({ port, folder, keeps }: Place): Promise<ChildProcess> {
  const kept = { appendonly: keeps ? 'yes' : 'no', appendfsync: 'always' }
  const options = { port, bind: '127.0.0.1', dir: folder, save: '', daemonize: 'no', ...kept }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = launch(ensureRedis(), args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await whenReady(server)
  return server
}

async function whenReady({ stdout }: ChildProcess): Promise<void> {
  assert(stdout)
  let said = ''
  for await (const text of stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text
    if (!said.includes('Ready to accept connections')) continue
    stdout.resume()
    return
  }
  throw new Error(`redis-server did not start:\n${said}`)
}
