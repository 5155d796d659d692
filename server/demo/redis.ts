import { Redis } from 'ioredis'
import {
  createRedisBus,
  createRedisCountStore,
  createRedisOnceStore,
  createRedisSessionStore,
  type SendCommand,
} from 'sealwax'
import { createLogInLimit } from './account/log-in-limit.ts'
import type { AppOptions } from './app.ts'

/** What several processes have to share. */
export interface SharedStores {
  /** Options of `createApp`: sessions, which calls were made once, limits, and the bus of living pages. */
  readonly options: Pick<AppOptions, 'store' | 'logInLimit' | 'sealwax'>
  readonly close: () => void
}

/**
 * Keeps in Redis what several processes have to share.
 * @param url such as `redis://127.0.0.1:6379`
 */
export function openRedis(url: string): SharedStores {
  const redis = new Redis(url, {
    // A call that waits for Redis fails soon, and the next click may find it well again.
    maxRetriesPerRequest: 1,
    commandTimeout: 1_000,
    retryStrategy: (times) => Math.min(50 * times, 500),
  })
  redis.on('error', (error: Error) => console.error(`Redis: ${error.message}`))
  const send: SendCommand = (...command) => redis.call(...command)
  // A connection that listens can do nothing else.
  const listener = redis.duplicate({ maxRetriesPerRequest: null, commandTimeout: undefined })
  listener.on('error', () => {})
  const bus = createRedisBus({
    send,
    subscribe(channel, hear) {
      listener.on('message', (_, text) => hear(text))
      return listener.subscribe(channel)
    },
  })
  return {
    options: {
      store: createRedisSessionStore(send),
      logInLimit: createLogInLimit(redis),
      sealwax: {
        bus,
        onceStore: createRedisOnceStore(send),
        badStates: { store: createRedisCountStore(send) },
      },
    },
    close() {
      bus.close()
      listener.disconnect()
      redis.disconnect()
    },
  }
}
