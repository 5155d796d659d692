import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { atEnd } from '../at-end.ts'
import { end, freePort, isRunning, launch, until } from './processes.ts'
import { chosenBy, debianInstallers, ensureProgram, isExecutable, onPath } from './programs.ts'

/** A PostgreSQL of its own, on a free port of this machine. */
export interface PostgresServer {
  /** Makes a new, empty database, and says its URL. */
  readonly createDatabase: () => Promise<string>
  /** Ends the server as a failing machine does. */
  readonly kill: () => Promise<void>
  /** Starts it once more, with what it had. */
  readonly restart: () => Promise<void>
  /** Stops all of it where it is, as a machine that hangs, or lets it go on. */
  readonly freeze: () => Promise<void>
  readonly thaw: () => Promise<void>
  readonly close: () => Promise<void>
}

let shared: Promise<PostgresServer> | undefined

atEnd(async () => {
  await shared?.then(
    ({ close }) => close(),
    () => {},
  )
})

/** The one PostgreSQL of the whole run, started by the first test that needs it. */
export function withPostgres(): Promise<PostgresServer> {
  shared ??= startPostgres({ fsync: 'off' })
  return shared
}

/** Starts a PostgreSQL, for a test that kills it: what it says is written is written. */
export async function startPostgres(settings: { fsync: 'on' | 'off' } = { fsync: 'on' }) {
  const programs = ensurePostgres()
  const owner = ownerOfServers()
  const folder = await mkdtemp(join(tmpdir(), 'sealwax postgres-'))
  if (owner) await chown(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const at = { folder, data, port: await freePort(), owner, ...settings }
  await initialize(programs, at)
  let server = await start(programs, at)
  return createServer(at, {
    current: () => server,
    async restart() {
      server = await start(programs, at)
    },
  })
}

interface Place {
  readonly folder: string
  readonly data: string
  readonly port: number
  readonly owner: Owner | undefined
  readonly fsync: 'on' | 'off'
}

interface Running {
  readonly current: () => ChildProcess
  readonly restart: () => Promise<void>
}

let databases = 0

function createServer(at: Place, { current, restart }: Running): PostgresServer {
  const kill = () => killAll(current())
  return {
    async createDatabase() {
      const name = `tests_${databases++}`
      await ask(at, `create database ${name}`)
      return urlOf(at, name)
    },
    kill,
    restart,
    freeze: () => signalAll(current(), 'SIGSTOP'),
    thaw: () => signalAll(current(), 'SIGCONT'),
    async close() {
      await kill()
      await rm(at.folder, { recursive: true })
    },
  }
}

/** Servers refuse to run as root. */
interface Owner {
  readonly uid: number
  readonly gid: number
}

function ownerOfServers(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  return { uid: idOf('-u'), gid: idOf('-g') }
}

function idOf(kind: '-u' | '-g'): number {
  return Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }))
}

/** Folder of the programs, which are not on the PATH where several versions may be installed. */
function ensurePostgres(): string {
  const server = ensureProgram({
    name: 'postgresql',
    find: () => chosenBy('POSTGRES_PATH') ?? newestOfDebian() ?? onPath('postgres'),
    installers: debianInstallers('postgresql'),
    advice: 'Install one, or set POSTGRES_PATH to its program postgres.',
  })
  return join(server, '..')
}

function newestOfDebian(): string | undefined {
  const root = '/usr/lib/postgresql'
  try {
    const versions = readdirSync(root).toSorted((one, other) => Number(other) - Number(one))
    return versions.map((version) => join(root, version, 'bin/postgres')).find(isExecutable)
  } catch {
    return undefined
  }
}

async function initialize(programs: string, { data, folder, owner }: Place): Promise<void> {
  const options = ['--username=tests', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  const args = [`--pgdata=${data}`, ...options]
  const made = launch(join(programs, 'initdb'), args, { cwd: folder, stdio: 'ignore', ...owner })
  const [code] = await new Promise<unknown[]>((resolve) => {
    made.once('exit', (...how) => resolve(how))
  })
  assert.equal(code, 0, 'initdb failed')
}

async function start(programs: string, at: Place): Promise<ChildProcess> {
  const { data, folder, port, owner, fsync } = at
  const settings = {
    port,
    fsync,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '16MB',
    max_connections: 60,
    log_min_messages: 'panic',
  }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const run = () =>
    launch(join(programs, 'postgres'), ['-D', data, ...words], {
      cwd: folder,
      stdio: 'ignore',
      ...owner,
    })
  let server = run()
  await until('PostgreSQL answers', async () => {
    // It gives up where what a killed one left behind has not gone yet.
    if (!isRunning(server)) server = run()
    await ask(at, 'select 1')
    return true
  })
  return server
}

function urlOf({ port }: Place, database: string): string {
  return `postgres://tests@127.0.0.1:${port}/${database}`
}

async function ask(at: Place, statement: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(at, 'postgres') })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The server and each of its processes: none may go on with what it was doing. */
async function killAll(server: ChildProcess): Promise<void> {
  const children = await childrenOf(server)
  await end(server)
  for (const pid of children) signal(pid, 'SIGKILL')
  await until('PostgreSQL has ended', async () => !children.some(isAlive))
}

async function signalAll(server: ChildProcess, name: NodeJS.Signals): Promise<void> {
  for (const pid of [server.pid ?? 0, ...(await childrenOf(server))]) signal(pid, name)
}

async function childrenOf({ pid }: ChildProcess): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  return signal(pid, 0)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
