import { Readable } from 'node:stream'
import { type Bus, markOf, type Sealer, type ShownTopics } from '../../core/rooms.ts'

/** What one page follows. */
export interface EventStream {
  /** What the page reads. */
  readonly body: Readable
  readonly followed: readonly ShownTopics[]
  /** Notes that something changed; it is told with the next `flush`. */
  readonly touch: (index: number) => void
  /** Tells what changed, unless the page has not yet read what it was told before. */
  readonly flush: () => void
  /** Gives a sign of life. Returns whether the page still reads. */
  readonly beat: () => boolean
  readonly end: () => void
}

/** What a stream is about. */
export interface Followed {
  readonly followed: readonly ShownTopics[]
  /** Indexes of texts that did not open. */
  readonly refused: readonly number[]
  readonly sealer: Sealer
  readonly bus: Bus
}

/**
 * Makes a stream of server-sent events. However slowly a page reads, one message waits at most: behind it just what
 * changed is noted, once for each component.
 * @see HTML Standard, server-sent events
 */
export function createEventStream({ followed, refused, sealer, bus }: Followed): EventStream {
  const changed = new Set<number>()
  let isWanted = false
  let beats = 0
  const body = new Readable({
    highWaterMark: 1,
    read() {
      isWanted = true
      beats = 0
      flush()
    },
  })
  function push(text: string | null): void {
    isWanted = false
    body.push(text)
  }
  function flush(): void {
    if (!isWanted || changed.size === 0) return
    const marks = marksOf(followed, changed, (topics) => markOf(topics, bus, sealer))
    changed.clear()
    push(`data:${JSON.stringify({ changed: marks })}\n\n`)
  }
  push(refused.length === 0 ? ':\n\n' : `data:${JSON.stringify({ refused })}\n\n`)
  return {
    body,
    followed,
    touch: (index) => void changed.add(index),
    flush,
    beat() {
      beats++
      if (isWanted) push(':\n\n')
      return beats < 3
    },
    end: () => push(null),
  }
}

/** Made once for the same topics: a page may say them a thousand times. */
function marksOf(
  followed: readonly ShownTopics[],
  changed: Iterable<number>,
  markFor: (topics: readonly string[]) => string,
): [index: number, mark: string][] {
  const known = new Map<string, string>()
  return Array.from(changed, (index) => {
    const topics = followed[index]?.topics ?? []
    const key = topics.join('\n')
    const mark = known.get(key) ?? markFor(topics)
    known.set(key, mark)
    return [index, mark]
  })
}
