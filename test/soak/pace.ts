import { setTimeout as pass } from 'node:timers/promises'
import { type DemoProcess, usedCpu } from './demo-process.ts'
import type { Load } from './load.ts'

/** Keeps a server as busy as it should be. */
export interface Pace {
  /** Part of one core that the server used since it was asked the last time. */
  readonly busy: () => Promise<number>
  readonly stop: () => Promise<void>
}

const interval = 1000

/**
 * Raises and lowers the load so that a process uses a part of one core.
 * @param target part of a core, as 0.7
 */
export function keepPace(server: DemoProcess, load: Load, target: number): Pace {
  const stopped = new AbortController()
  const meter = meterOf(server)
  const keepGoing = async () => {
    const ownMeter = meterOf(server)
    let late = 0
    while (!stopped.signal.aborted) {
      await pass(interval, undefined, { signal: stopped.signal }).catch(() => {})
      const off = target / Math.max(0.05, await ownMeter())
      if (load.isPaused()) continue
      const isBehind = load.late() > late
      late = load.late()
      // Half of the way, since a second says little; no more where visitors still wait for their answers.
      const step = Math.min(isBehind ? 0.9 : 1.5, Math.max(0.7, off)) ** 0.5
      load.rate = Math.min(2000, Math.max(2, load.rate * step))
    }
  }
  const loop = keepGoing()
  return {
    busy: meter,
    async stop() {
      stopped.abort()
      await loop
    },
  }
}

function meterOf(server: DemoProcess): () => Promise<number> {
  let last = { at: performance.now(), used: usedCpu(server) }
  return async () => {
    const now = { at: performance.now(), used: usedCpu(server) }
    const used = (await now.used) - (await last.used)
    const seconds = (now.at - last.at) / 1000
    last = now
    return used / seconds
  }
}
