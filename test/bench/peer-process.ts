import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Stage } from './stage.ts'

/** A process that is measured. */
export interface PeerProcess {
  readonly port: number
  readonly ask: <Answer>(question: unknown) => Promise<Answer>
  /** Microseconds of CPU that it has used so far, as the operating system counts them. */
  readonly cpu: () => Promise<number>
  readonly close: () => Promise<void>
}

/** What a peer is started as. */
export interface PeerCommand {
  /** Program of the stage, and what it is told. */
  readonly run: readonly [path: string, ...args: string[]]
  /** Options of node. */
  readonly flags?: readonly string[]
}

const lastCore = String(cpus().length - 1)
const canPin = cpus().length > 1 && spawnSync('taskset', ['-V']).error === undefined

/** Keeps this process, which makes the load, off the core of those that are measured. */
export function leaveLastCore(): void {
  if (canPin) spawnSync('taskset', ['-cp', `0-${cpus().length - 2}`, String(process.pid)])
}

/** Starts a peer on a core of its own, where the machine has one, as an app runs in production. */
export async function startPeer(
  stage: Stage,
  { run, flags = [] }: PeerCommand,
): Promise<PeerProcess> {
  const [path, ...args] = run
  const folder = await mkdtemp(join(stage.folder, 'peer-'))
  const node = [process.execPath, ...flags, stage.program(path), ...args, folder]
  const [file = '', ...rest] = canPin ? ['taskset', '-c', lastCore, ...node] : node
  const child = spawn(file, rest, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = once(child, 'exit').then(() => process.off('exit', kill))
  const ask = createAsk(child)
  const { port } = await ask<{ port: number }>()
  return {
    port,
    ask,
    async cpu() {
      const { user, system } = await ask<NodeJS.CpuUsage>('cpu')
      return user + system
    },
    async close() {
      child.disconnect()
      await ended
    },
  }
}

/** Sends a question, if there is one, and waits for what the process says next. */
function createAsk(child: ChildProcess) {
  return async <Answer>(question?: unknown): Promise<Answer> => {
    const waiting = new AbortController()
    const { signal } = waiting
    const left = once(child, 'exit', { signal }).then(() => {
      throw new Error(`A peer has ended: ${child.spawnargs.join(' ')}`)
    })
    left.catch(() => {})
    const said = once(child, 'message', { signal })
    if (question !== undefined) child.send(question as object)
    try {
      const [answer] = await Promise.race([said, left])
      return answer as Answer
    } finally {
      said.catch(() => {})
      waiting.abort()
    }
  }
}
