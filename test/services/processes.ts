import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pass } from 'node:timers/promises'
import { onPath } from './programs.ts'

const setpriv = onPath('setpriv')

/** Starts a program that does not outlive these tests, however they end. */
export function launch(program: string, args: readonly string[], options: SpawnOptions) {
  const { uid, gid, ...others } = options
  // A process that is killed can't kill another one: where there is a Linux, it does so.
  const command = setpriv ? [setpriv, ...rights(uid, gid), program, ...args] : [program, ...args]
  const [first = program, ...rest] = command
  const started = spawn(first, rest, setpriv ? others : options)
  const killAtExit = () => void started.kill('SIGKILL')
  process.once('exit', killAtExit)
  started.once('exit', () => process.off('exit', killAtExit))
  return started
}

function rights(uid: number | undefined, gid: number | undefined): string[] {
  const death = ['--pdeathsig', 'KILL']
  if (uid === undefined || gid === undefined) return death
  return [...death, '--reuid', String(uid), '--regid', String(gid), '--clear-groups']
}

/** Ends a process by a signal, and waits until it has ended. */
export async function end(
  started: ChildProcess,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<void> {
  if (!isRunning(started)) return
  const ended = once(started, 'exit')
  started.kill(signal)
  await ended
}

export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

/** Asks until the answer is yes; an answer that fails is a no. */
export async function until(
  what: string,
  ask: () => Promise<boolean>,
  patience = 30_000,
): Promise<void> {
  const begun = performance.now()
  let last: unknown
  while (performance.now() - begun < patience) {
    try {
      if (await ask()) return
    } catch (error) {
      last = error
    }
    await pass(20)
  }
  throw new Error(`Waited ${patience} ms until ${what}.`, { cause: last })
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const closed = once(probe, 'close')
  probe.close()
  await closed
  if (typeof address !== 'object' || address === null) throw new Error('No free port.')
  return address.port
}
