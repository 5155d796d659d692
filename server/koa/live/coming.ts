import { type Bus, StateRejected } from '../../core/rooms.ts'
import { createMultiMap } from './multi-map.ts'
import { endTopic } from './streams.ts'

/** Requests for streams, while they come in. */
export interface Coming {
  /**
   * Reads a request, however slowly it comes.
   * @throws StateRejected when its session was ended meanwhile
   */
  readonly read: <T>(binding: string, read: () => Promise<T>) => Promise<T>
  readonly close: () => void
}

export function createComing(bus: Bus): Coming {
  const byTopic = createMultiMap<() => void>()
  const close = bus.listen((topics = []) => {
    for (const topic of topics) for (const end of byTopic.of(topic)) end()
  })
  return {
    close,
    async read(binding, read) {
      let isOver = false
      const end = () => void (isOver = true)
      byTopic.add(endTopic(binding), end)
      try {
        const result = await read()
        if (isOver) throw new StateRejected('the session was ended')
        return result
      } finally {
        byTopic.remove(endTopic(binding), end)
      }
    },
  }
}
