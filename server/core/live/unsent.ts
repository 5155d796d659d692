/** What could not be published yet. */
export interface Unsent {
  /**
   * Publishes topics, or keeps them for later.
   * @returns whether they were published
   */
  readonly send: (topics: readonly string[]) => Promise<boolean>
  /** Tries once more to publish what was kept. Never rejects. */
  readonly retry: () => Promise<void>
}

/**
 * @param maxTopics how many are kept; where there are more, it is no longer known which
 * @param publish publishes topics; `undefined` where they are no longer known
 */
export function createUnsent(
  maxTopics: number,
  publish: (topics: readonly string[] | undefined) => Promise<unknown>,
): Unsent {
  const kept = createKept(maxTopics)
  /** While it is down nobody waits to hear so again. */
  let isDown = false
  const trySend = async (topics: readonly string[] | undefined) => {
    try {
      await publish(topics)
      return true
    } catch {
      return false
    }
  }
  return {
    async send(topics) {
      if (!isDown && (await trySend(topics))) return true
      isDown = true
      kept.add(topics)
      return false
    },
    async retry() {
      // Nothing, or all of it is being tried.
      if (kept.isEmpty()) return
      // Taken before: what is published meanwhile was changed once more, and is told once more.
      const tried = kept.takeAll()
      if (await trySend(tried)) isDown = !kept.isEmpty()
      else kept.add(tried)
    },
  }
}

/** Keeps topics; `undefined` where it is no longer known which. */
function createKept(maxTopics: number) {
  const known = new Set<string>()
  let isLost = false
  return {
    isEmpty: () => known.size === 0 && !isLost,
    add(topics: readonly string[] | undefined): void {
      for (const topic of topics ?? []) known.add(topic)
      isLost ||= topics === undefined || known.size > maxTopics
      if (isLost) known.clear()
    },
    takeAll(): readonly string[] | undefined {
      const taken = isLost ? undefined : [...known]
      known.clear()
      isLost = false
      return taken
    },
  }
}
