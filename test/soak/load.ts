import { setTimeout as pass } from 'node:timers/promises'
import type { Kind, Tools } from './kinds/kind.ts'
import { kinds } from './kinds/kinds.ts'
import { createVisitor, type Visitor } from './visitor.ts'

/** Many visitors, each of whom does one thing after the other. */
export interface Load {
  /** Things that are begun in a second. */
  rate: number
  /** Does each kind of thing twice: once as a stranger, once as a user. */
  readonly each: () => Promise<void>
  /** Has visitors do things by chance until it is stopped. */
  readonly start: () => void
  /** Has nothing begin until something is measured, and nothing be under way meanwhile. */
  readonly pause: <T>(measure: () => Promise<T>) => Promise<T>
  readonly isPaused: () => boolean
  /** Begins nothing more, and waits for what is under way. */
  readonly stop: () => Promise<void>
  /** Has all visitors go away. */
  readonly leave: () => void
  /** Things that could not begin since no visitor was idle. */
  readonly late: () => number
}

const tick = 10

export function createLoad(tools: Tools, visitorCount: number): Load {
  const visitors = Array.from({ length: visitorCount }, () => createVisitor(tools))
  const idle = new Set(visitors)
  const running = new Set<Promise<void>>()
  const stopped = new AbortController()
  let isPaused = false
  let late = 0
  let loop: Promise<void> | undefined

  const begin = () => {
    const visitor = tools.random.pick([...idle])
    idle.delete(visitor)
    const run = attempt(anyKind(tools), visitor, tools).finally(() => {
      idle.add(visitor)
      running.delete(run)
    })
    running.add(run)
  }
  const keepGoing = async () => {
    let due = 0
    for (let last = performance.now(); !stopped.signal.aborted; ) {
      await pass(tick)
      const now = performance.now()
      if (!isPaused) due += (load.rate * (now - last)) / 1000
      last = now
      for (; due >= 1; due--) {
        if (idle.size > 0) begin()
        else late++
      }
    }
  }
  const load: Load = {
    rate: 10,
    late: () => late,
    isPaused: () => isPaused,
    async each() {
      const [visitor] = visitors
      const round = kinds.filter(({ name }) => name !== 'leaves')
      for (const kind of [...round, ...round]) await attempt(kind, visitor as Visitor, tools)
    },
    start: () => {
      loop = keepGoing()
    },
    async pause(measure) {
      isPaused = true
      await Promise.all(running)
      const measured = await measure()
      isPaused = false
      return measured
    },
    async stop() {
      stopped.abort()
      await loop
      await Promise.all(running)
    },
    leave: () => {
      for (const visitor of visitors) visitor.leave()
    },
  }
  return load
}

async function attempt(kind: Kind, visitor: Visitor, tools: Tools): Promise<void> {
  try {
    await kind.run(visitor, tools)
  } catch (error) {
    tools.tally.wrong(kind.name, String(error))
    visitor.leave()
  }
}

const allWeights = kinds.reduce((sum, { weight }) => sum + weight, 0)

function anyKind({ random }: Tools): Kind {
  let left = random.unit() * allWeights
  return kinds.find(({ weight }) => (left -= weight) < 0) ?? (kinds[0] as Kind)
}
