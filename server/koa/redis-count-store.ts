import { type RedisStoreOptions, type SendCommand, withTimeout } from '../core/rooms.ts'
import type { CountStore } from './bad-states.ts'

/** In one go: a count that nobody ends would stop an address for ever. */
const countOne = `
local count = redis.call('INCR', KEYS[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count`

/**
 * Makes a store in which any number of processes count together.
 * @param sendCommand sends one command
 * @param options `prefix`, by default `sealwax:count:`, and `timeout`
 * @returns the `store` of the option `badStates` of `createSealwax`
 * @see Redis command EVAL
 */
export function createRedisCountStore(
  sendCommand: SendCommand,
  { prefix = 'sealwax:count:', timeout }: RedisStoreOptions = {},
): CountStore {
  const send = withTimeout(sendCommand, timeout)
  return {
    async count(name, window) {
      const milliseconds = Math.min(Math.ceil(window), Number.MAX_SAFE_INTEGER)
      const reply = await send('EVAL', countOne, '1', prefix + name, String(milliseconds))
      if (Number.isSafeInteger(reply)) return reply as number
      throw new Error(`Redis said ${JSON.stringify(reply)}.`)
    },
  }
}
