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
  const kept = new Set<string>()
  let isLost = false
  /** While it is down nobody waits to hear so again. */
  let isDown = false
  const keep = (topics: Iterable<string>) => {
    for (const topic of topics) kept.add(topic)
    isLost ||= kept.size > maxTopics
    if (isLost) kept.clear()
  }
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
      keep(topics)
      return false
    },
    async retry() {
      // Nothing, or all of it is being tried.
      if (kept.size === 0 && !isLost) return
      // Emptied before: what is published meanwhile was changed once more, and is told once more.
      const wasLost = isLost
      const tried = [...kept]
      kept.clear()
      isLost = false
      if (await trySend(wasLost ? undefined : tried)) {
        isDown = kept.size > 0 || isLost
      } else {
        isLost ||= wasLost
        keep(tried)
      }
    },
  }
}
