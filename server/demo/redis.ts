import { Redis } from 'ioredis'
import { createRedisOnceStore, createRedisSessionStore, type SendCommand } from 'sealwax'

/**
 * Keeps in Redis what several processes have to share: sessions, and which calls were made once.
 * @param url such as `redis://127.0.0.1:6379`
 */
export function openRedis(url: string) {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 })
  redis.on('error', (error: Error) => console.error(`Redis: ${error.message}`))
  const send: SendCommand = (...command) => redis.call(...command)
  return {
    sessionStore: createRedisSessionStore(send),
    onceStore: createRedisOnceStore(send),
    close: () => redis.disconnect(),
  }
}
