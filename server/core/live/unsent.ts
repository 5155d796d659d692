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
  const isEmpty = () => kept.size === 0 && !isLost
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
      // While it is down nobody waits to hear so again.
      if (isEmpty() && (await trySend(topics))) return true
      for (const topic of topics) kept.add(topic)
      isLost ||= kept.size > maxTopics
      if (isLost) kept.clear()
      return false
    },
    async retry() {
      if (isEmpty()) return
      const wasLost = isLost
      const tried = [...kept]
      if (!(await trySend(wasLost ? undefined : tried))) return
      if (wasLost) isLost = false
      for (const topic of tried) kept.delete(topic)
    },
  }
}
