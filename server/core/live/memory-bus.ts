import { checkPositive } from '../check-options.ts'
import { type Bus, createListeners } from './bus.ts'
import { createTopicLog } from './topic-log.ts'

/** Options of the bus in memory. */
export interface MemoryBusOptions {
  /** How many topics it remembers, some 100 bytes each; 10,000. */
  readonly maxTopics?: number
}

/**
 * Makes a bus for one process. A page that was drawn by another one, or longer ago than it remembers, is drawn anew.
 * @param options `maxTopics`
 * @returns the option `bus` of `createSealwax`
 * @throws ConfigError when `maxTopics` is not a number above 0
 */
export function createMemoryBus({ maxTopics = 10_000 }: MemoryBusOptions = {}): Bus {
  checkPositive('createMemoryBus:', { maxTopics })
  const log = createTopicLog(maxTopics)
  const listeners = createListeners()
  return {
    position: log.position,
    hasChanged: log.hasChanged,
    versionOf: log.versionOf,
    listen: listeners.add,
    async publish(topics) {
      log.note(topics, log.latest() + 1)
      listeners.tell(topics)
    },
  }
}
