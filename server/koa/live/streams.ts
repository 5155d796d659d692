import { type Bus, TooMany } from '../../core/rooms.ts'
import type { EventStream } from './event-stream.ts'
import { createFollowers } from './followers.ts'
import { createMultiMap } from './multi-map.ts'
import type { LiveOptions } from './options.ts'

/** A stream, whose it is, and how to cut it off. */
export interface Opened {
  readonly stream: EventStream
  readonly binding: string
  readonly cut: () => void
}

/** The open streams of a process. */
export interface Streams {
  /** @throws TooMany where a session, or the process, has no room for one more */
  readonly checkRoom: (binding: string) => void
  readonly add: (opened: Opened) => void
  /** Ends all, and lets no more in. */
  readonly close: () => void
}

interface Entry extends Opened {
  readonly until: number
}

/** Topic under which the streams of a session are told to end: no topic of an app has a control character. */
export function endTopic(binding: string): string {
  return `${endMark}${binding}`
}

const endMark = '\0'

/** Keeps the open streams, and brings them what the bus says. */
export function createStreams(bus: Bus, options: Required<LiveOptions>): Streams {
  const { maxStreams, maxPerSession, maxAge, heartbeat } = options
  const entries = new Set<Entry>()
  const bySession = createMultiMap<EventStream>()
  const followers = createFollowers()
  let isClosed = false

  function tell(topic: string): void {
    if (!topic.startsWith(endMark)) return followers.tell(topic)
    for (const stream of bySession.of(topic.slice(endMark.length))) stream.end()
  }
  // Any session may have been ended: pages open theirs again, and hear then what they missed.
  const endAll = () => entries.forEach(({ stream }) => stream.end())
  const unlisten = bus.listen((topics) => (topics === undefined ? endAll() : topics.forEach(tell)))
  const beats = setInterval(() => beatAll(entries), heartbeat).unref()
  return {
    checkRoom(binding) {
      const isFull = isClosed || entries.size >= maxStreams
      if (isFull || bySession.count(binding) >= maxPerSession) throw new TooMany()
    },
    add(opened) {
      const { stream, binding } = opened
      const entry = { ...opened, until: endOf(maxAge) }
      entries.add(entry)
      bySession.add(binding, stream)
      followers.add(stream)
      stream.body.once('close', () => {
        entries.delete(entry)
        bySession.remove(binding, stream)
        followers.remove(stream)
      })
      followers.touch(stream, changedSince(bus, stream))
    },
    close() {
      isClosed = true
      unlisten()
      clearInterval(beats)
      endAll()
    },
  }
}

/** Not all at once: those of one deploy began together. */
function endOf(maxAge: number): number {
  return Date.now() + maxAge * (0.9 + Math.random() / 10)
}

/** What changed between the drawing of the page and now. */
function changedSince(bus: Bus, { followed }: EventStream): number[] {
  return [...followed.keys()].filter((index) => {
    const { topics, position } = followed[index] as (typeof followed)[number]
    return topics.some((topic) => bus.hasChanged(topic, position))
  })
}

function beatAll(entries: Iterable<Entry>): void {
  const now = Date.now()
  for (const { stream, cut, until } of entries) {
    if (now > until) stream.end()
    if (!stream.beat()) cut()
  }
}
