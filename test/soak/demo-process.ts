import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newKey } from 'sealwax'
import { end, launch } from '../services/processes.ts'
import type { Measure, Question } from './probe.ts'

/** The demo in a process of its own, as `npm start` runs it in production, on a database of its own. */
export interface DemoProcess {
  readonly pid: number
  readonly port: number
  /** The secret that it seals with. */
  readonly key: string
  readonly databaseFile: string
  readonly filesFolder: string
  /** The end of what it has said. */
  readonly output: () => string
  /** Asks how it is. */
  readonly ask: (question: Question) => Promise<Measure>
  readonly signal: (name: NodeJS.Signals) => void
  /** Comes true when it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** Ends it, and takes its files away. */
  readonly close: () => Promise<void>
}

const probe = new URL('probe.ts', import.meta.url).href
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Starts the demo on a free port of this machine. */
export async function startDemoProcess(): Promise<DemoProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'sealwax-process-'))
  const key = newKey()
  const databaseFile = join(folder, 'demo.db')
  const child = start({ SEALWAX_KEYS: key, DATABASE_FILE: databaseFile })
  const output = keepOutput(child)
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }))
  const close = async () => {
    await end(child)
    await rm(folder, { recursive: true })
  }
  try {
    return {
      pid: child.pid ?? 0,
      port: await portOf(child, output),
      key,
      databaseFile,
      filesFolder: join(folder, 'demo-files'),
      output,
      ask: (question) => ask(child, question, output),
      signal: (name) => void child.kill(name),
      ended,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function start(settings: object): ChildProcess {
  const modules = ['tsx', probe].flatMap((name) => ['--import', name])
  const args = ['--conditions=sealwax-source', '--expose-gc', ...modules, 'server/demo/main.ts']
  const { PATH, HOME, TMPDIR } = process.env
  const fixed = { NODE_ENV: 'production', PORT: '0', TRUST_PROXY: '1', COOKIE_KEYS: 'soak' }
  return launch(process.execPath, args, {
    cwd: root,
    // Linux shares its cores among sessions: the load must not take the server's part.
    detached: true,
    env: { PATH, HOME, TMPDIR, ...fixed, ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

const kept = 16_384

function keepOutput({ stdout, stderr }: ChildProcess): () => string {
  let text = ''
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text = (text + piece).slice(-kept)
    })
  }
  return () => text
}

async function portOf({ stdout, exitCode }: ChildProcess, output: () => string): Promise<number> {
  for (;;) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1]
    if (port !== undefined) return Number(port)
    if (exitCode !== null || stdout === null || stdout.readableEnded) break
    await Promise.race([once(stdout, 'data'), once(stdout, 'end')])
  }
  throw new Error(`The demo did not start:\n${output()}`)
}

async function ask(
  child: ChildProcess,
  question: Question,
  output: () => string,
): Promise<Measure> {
  const waiting = new AbortController()
  const { signal } = waiting
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error(`The demo has ended:\n${output()}`)
  })
  const answered = once(child, 'message', { signal })
  child.send(question)
  try {
    const [answer] = await Promise.race([answered, ended])
    return answer as Measure
  } finally {
    ended.catch(() => {})
    answered.catch(() => {})
    waiting.abort()
  }
}

/** What the process has open: files by name, sockets and pipes by kind. */
export async function openFiles({ pid }: DemoProcess): Promise<string[]> {
  const folder = `/proc/${pid}/fd`
  const names = await readdir(folder)
  // One that was closed meanwhile is none.
  const targets = names.map((name) => readlink(join(folder, name)).catch(() => ''))
  return (await Promise.all(targets)).filter(Boolean).map((target) => target.replace(/:\[.*/, ''))
}

/** Seconds of one core that a process has used. */
export async function usedCpu({ pid }: Pick<DemoProcess, 'pid'>): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const [, , ...fields] = stat.slice(stat.lastIndexOf(')')).split(' ')
  // utime and stime, see proc(5); a tick is 10 ms.
  return (Number(fields[10]) + Number(fields[11])) / 100
}
