import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { end, freePort, isRunning, launch, until } from '../services/processes.ts'

/** One process of the demo, which is started again and again on one port. */
export interface DemoProcess {
  readonly port: number
  /** Starts it and waits until it answers. One that gives up on the way is started again, as by a supervisor. */
  readonly start: (env: Env) => Promise<void>
  /** Asks it to leave, and waits until it has. */
  readonly stop: () => Promise<void>
  /** Ends it as a failing machine does. */
  readonly kill: () => Promise<void>
}

export type Env = Readonly<Record<string, string>>

/** Milliseconds to start, on a machine that is busy. */
const patience = 90_000

/** What a process has told. */
export interface Told {
  /** A POST has come in, with this id. */
  readonly post: (id: string) => void
  /** It has ended though nobody ended it; this is what it said last. */
  readonly crash: (said: string) => void
}

const main = fileURLToPath(new URL('../../server/demo/main.ts', import.meta.url))
const deployed = new URL('deployed.ts', import.meta.url).href
const options = ['--conditions=sealwax-source', '--import', 'tsx', '--import', deployed]

export async function createDemoProcess(told: Told): Promise<DemoProcess> {
  const port = await freePort()
  let current: ChildProcess | undefined
  const leave = async (signal: NodeJS.Signals) => {
    const leaving = current
    current = undefined
    if (leaving) await end(leaving, signal)
  }

  function run(env: Env): ChildProcess {
    const started = launch(process.execPath, [...options, main], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', PORT: String(port), ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let said = ''
    started.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000)
    })
    started.on('message', (id) => told.post(id as string))
    started.once('exit', () => {
      if (current === started && answered.has(started)) told.crash(said)
    })
    return started
  }

  return {
    port,
    async start(env) {
      current = run(env)
      await until(
        `a process answers at ${port}`,
        async () => {
          if (current && !isRunning(current)) current = run(env)
          const { ok } = await fetch(`http://127.0.0.1:${port}/demo/seal.svg`)
          return ok
        },
        patience,
      )
      if (current) answered.add(current)
    },
    stop: () => leave('SIGTERM'),
    kill: () => leave('SIGKILL'),
  }
}

/** Processes that have come as far as to answer. */
const answered = new WeakSet<ChildProcess>()
