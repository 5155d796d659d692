/** Is told which topics changed; `undefined` where that is not known, so that all may have. */
export type Listener = (topics: readonly string[] | undefined) => void

/**
 * Carries word of what changed to the pages that show it, and remembers for a while which topics it was about.
 * Positions are texts that mean something to this bus only.
 */
export interface Bus {
  /** Says that topics changed. Never rejects: no call fails because nobody could be told. */
  readonly publish: (topics: readonly string[]) => Promise<void>
  /** @returns a function that ends it */
  readonly listen: (listener: Listener) => () => void
  /** Where the bus stands: whatever is published from now on comes behind it. */
  readonly position: () => string
  /** Whether a topic may have been published behind a position: also where that is too long ago to tell. */
  readonly hasChanged: (topic: string, position: string) => boolean
  /** A text that is another one each time that a topic is published. */
  readonly versionOf: (topic: string) => string
  /** Waits, not for long, until it knows where it stands. */
  readonly ready?: () => Promise<void>
}

/** Those who listen to a bus. */
export interface Listeners {
  readonly add: (listener: Listener) => () => void
  readonly tell: Listener
}

export function createListeners(): Listeners {
  const all = new Set<Listener>()
  return {
    add(listener) {
      all.add(listener)
      return () => void all.delete(listener)
    },
    tell(topics) {
      for (const listener of all) listener(topics)
    },
  }
}
