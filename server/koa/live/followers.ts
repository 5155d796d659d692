import { setImmediate as turn } from 'node:timers/promises'
import type { EventStream } from './event-stream.ts'
import { createMultiMap } from './multi-map.ts'

/** Milliseconds that what changed is collected. */
const pause = 50
/** So many streams are written to in one go. */
const portion = 200

/** Which streams follow what. */
export interface Followers {
  readonly add: (stream: EventStream) => void
  readonly remove: (stream: EventStream) => void
  /** Has the followers of a topic hear of it soon. */
  readonly tell: (topic: string) => void
  /** Has a stream hear that these of its components may have changed. */
  readonly touch: (stream: EventStream, indexes: Iterable<number>) => void
}

interface Follower {
  readonly stream: EventStream
  readonly indexes: number[]
}

export function createFollowers(): Followers {
  const byTopic = createMultiMap<Follower>()
  const own = new Map<EventStream, ReadonlyMap<string, Follower>>()
  const touched = new Set<EventStream>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    const streams = [...touched]
    touched.clear()
    timer = undefined
    for (let at = 0; at < streams.length; at += portion) {
      for (const stream of streams.slice(at, at + portion)) stream.flush()
      await turn()
    }
  }
  function touch(stream: EventStream, indexes: Iterable<number>): void {
    for (const index of indexes) stream.touch(index)
    touched.add(stream)
    timer ??= setTimeout(() => void flush(), pause)
  }
  return {
    touch,
    add(stream) {
      const all = followersOf(stream)
      own.set(stream, all)
      for (const [topic, follower] of all) byTopic.add(topic, follower)
    },
    remove(stream) {
      for (const [topic, follower] of own.get(stream) ?? []) byTopic.remove(topic, follower)
      own.delete(stream)
      touched.delete(stream)
    },
    tell(topic) {
      for (const { stream, indexes } of byTopic.of(topic)) touch(stream, indexes)
    },
  }
}

function followersOf(stream: EventStream): ReadonlyMap<string, Follower> {
  const byTopic = new Map<string, Follower>()
  for (const [index, { topics }] of stream.followed.entries()) {
    for (const topic of topics) {
      const known = byTopic.get(topic)
      if (known === undefined) byTopic.set(topic, { stream, indexes: [index] })
      else known.indexes.push(index)
    }
  }
  return byTopic
}
