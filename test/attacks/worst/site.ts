import { readFileSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pass } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createTestApp } from '../../koa/test-app.ts'
import { components } from './components.ts'
import { plugins } from './fillings.ts'

/*
 * A process of its own, so that nothing but the server is measured: it listens, and says its port. Told `begin`
 * it starts to measure, told `end` it says what was taken in between.
 */

/** What the process is told: to come to rest, to measure from now on, to say what it measured. */
export type Word = 'rest' | 'begin' | 'end'

/** What the process took for a request. */
export interface Taken {
  /** Milliseconds of the longest stop of the event loop. */
  readonly blocked: number
  /** Milliseconds of all its threads. */
  readonly used: number
  /** Bytes by which the process grew, at most, since it had come to rest. */
  readonly grown: number
}

const views = fileURLToPath(new URL('../views', import.meta.url))
const big = Array.from({ length: 4900 }, (_, n) => n)
const [key = '', compress] = process.argv.slice(2)

const { app } = createTestApp({
  sealwax: {
    keys: [key],
    compress: compress === 'true',
    components,
    plugins,
    views,
    badStates: false,
    development: false,
  },
  pages: (ctx) => ctx.render(ctx.path === '/shelf' ? 'shelf.njk' : 'wide.njk', { big }),
})
fillNursery()
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
})

const delay = monitorEventLoopDelay({ resolution: 1 })
let usedBefore = process.cpuUsage()
let atRest = 0

process.on('message', (word: Word) => {
  void answer(word).then((taken) => process.send?.(taken))
})
process.on('disconnect', () => process.exit())

async function answer(word: Word): Promise<Taken> {
  if (word === 'rest') await rest()
  if (word === 'begin') begin()
  const { user, system } = process.cpuUsage(usedBefore)
  return {
    blocked: delay.max / 1e6,
    used: (user + system) / 1000,
    grown: atRest === 0 ? 0 : memory('VmHWM') - atRest,
  }
}

function begin(): void {
  collect()
  delay.enable()
  delay.reset()
  usedBefore = process.cpuUsage()
}

async function rest(): Promise<void> {
  collect()
  // Memory is given back by and by.
  await pass(300)
  atRest = memory('VmRSS')
  writeFileSync('/proc/self/clear_refs', '5')
}

function collect(): void {
  ;(globalThis as { gc?: () => void }).gc?.()
}

/** Has used all the room of young objects once: a process that serves for long has, and no request takes it anew. */
function fillNursery(): void {
  let kept: unknown[] = []
  for (let n = 0; n < 2_000_000; n++) {
    kept.push([n])
    if (kept.length > 100_000) kept = []
  }
}

/** Bytes that Linux says this process has, or has had at most since it was last told to forget. */
function memory(name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8')
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return Number(kilobytes) * 1024
}
