import { type RedisStoreOptions, type SendCommand, setKey, withTimeout } from '../redis.ts'
import type { OnceStore } from './once-store.ts'

/**
 * Makes a store for any number of processes. Have Redis throw out nothing by itself (`maxmemory-policy noeviction`,
 * its default): a claim that it forgot would let a method run twice.
 * @param sendCommand sends one command
 * @param options `prefix`, by default `sealwax:once:`, and `timeout`
 * @returns the option `onceStore` of `createSealwax`
 */
export function createRedisOnceStore(
  sendCommand: SendCommand,
  { prefix = 'sealwax:once:', timeout }: RedisStoreOptions = {},
): OnceStore {
  const send = withTimeout(sendCommand, timeout)
  return {
    // Whatever is no clear no counts as used.
    has: async (lineage) => (await send('EXISTS', prefix + lineage)) !== 0,
    claim: (lineage, maxAge) =>
      setKey(send, { key: prefix + lineage, value: '1', when: 'NX', maxAge }),
  }
}
