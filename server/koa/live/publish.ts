import { type Bus, checkTopic } from '../../core/rooms.ts'

/** Says that topics changed. */
export type Publish = (...topics: string[]) => Promise<void>

export function publishTo(bus: Bus): Publish {
  return async (...topics) => {
    for (const topic of topics) checkTopic(topic)
    if (topics.length > 0) await bus.publish(topics)
  }
}
