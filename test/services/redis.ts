import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { after } from 'node:test'
import { Redis } from 'ioredis'
import { chosenBy, debianInstallers, ensureProgram, onPath } from './programs.ts'

/** A Redis of its own, on a free port of this machine, empty at the start. */
export interface RedisServer {
  readonly port: number
  /** A client as the documentation advises. */
  readonly client: Redis
  /** Ends the server as a failing machine does. */
  readonly kill: () => Promise<void>
  /** Starts it once more, empty, on the same port. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
}

let shared: Promise<RedisServer> | undefined

after(async () => {
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

/** Starts a Redis, for a test that kills it. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  let server = await launch(port)
  const client = createClient(port)
  const kill = () => end(server)
  return {
    port,
    client,
    kill,
    async restart() {
      const ready = new Promise((resolve) => client.once('ready', resolve))
      server = await launch(port)
      await ready
    },
    close() {
      client.disconnect()
      return kill()
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

async function launch(port: number): Promise<ChildProcess> {
  const options = { port, bind: '127.0.0.1', save: '', daemonize: 'no' }
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = spawn(ensureRedis(), args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'inherit'] })
  // However the tests end, nothing is left running.
  const killAtExit = () => void server.kill('SIGKILL')
  process.once('exit', killAtExit)
  server.once('exit', () => process.off('exit', killAtExit))
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

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGKILL')
  await ended
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  assert(typeof address === 'object' && address)
  const closed = once(probe, 'close')
  probe.close()
  await closed
  return address.port
}
