import { isIP, isIPv6 } from 'node:net'

/** Counts states that did not open, by address. */
export interface BadStates {
  /**
   * Counts one more.
   * @param onError is told of a store that can't say
   * @returns whether the address has sent too many
   */
  readonly count: (address: string, onError: (error: unknown) => void) => boolean | Promise<boolean>
}

/** How many states that do not open one address may send. */
export interface BadStatesOptions {
  /** How many are let through in a window; 100. */
  readonly limit?: number
  /** Milliseconds; 10 minutes. */
  readonly window?: number
  /** Counts for all processes; without one each counts what it was sent itself. */
  readonly store?: CountStore
  /** Clock, in milliseconds; `Date.now`. */
  readonly now?: () => number
}

/** Counts for all processes that share it, such as `createRedisCountStore(send)`. */
export interface CountStore {
  /**
   * Counts one more, atomically.
   * @param name of what is counted
   * @param window milliseconds, from the first on, after which counting begins anew
   * @returns how many there were in the window. A store that can't say throws: each process then goes by its own count.
   */
  readonly count: (name: string, window: number) => Promise<number> | number
}

interface Entry {
  readonly until: number
  count: number
}

const maxAddresses = 10_000

/**
 * Makes a counter. The oldest addresses are forgotten when there are too many for one process. Each process counts
 * for itself as well: a store that is down, or was emptied, lets nobody begin anew who was stopped here.
 */
export function createBadStates(options: BadStatesOptions = {}): BadStates {
  const { limit = 100, window = 600_000, store, now = Date.now } = options
  const entries = new Map<string, Entry>()
  return {
    count(address, onError) {
      const network = networkOf(address)
      const isTooMany = countHere(entries, network, { window, now: now() }) > limit
      // Where the answer is known already, a flood costs the store nothing.
      if (isTooMany || store === undefined) return isTooMany
      return countInStore(store, { network, window, onError }).then((count) => count > limit)
    },
  }
}

function countHere(
  entries: Map<string, Entry>,
  network: string,
  { window, now }: { window: number; now: number },
): number {
  let entry = entries.get(network)
  if (entry === undefined || entry.until <= now) {
    entry = { until: now + window, count: 0 }
    entries.delete(network)
    entries.set(network, entry)
    forgetOldest(entries)
  }
  return ++entry.count
}

interface InStore {
  readonly network: string
  readonly window: number
  readonly onError: (error: unknown) => void
}

async function countInStore(store: CountStore, { network, window, onError }: InStore) {
  try {
    return await store.count(network, window)
  } catch (error) {
    onError(error)
    return 0
  }
}

function forgetOldest(entries: Map<string, Entry>): void {
  const [oldest] = entries.keys()
  if (entries.size > maxAddresses && oldest !== undefined) entries.delete(oldest)
}

/**
 * What a limit counts as one address: one household has a /64 of IPv6.
 * @param address such as `ctx.ip`
 * @returns the address, of IPv6 its network; the empty string for what is no address
 */
export function networkOf(address: string): string {
  // What a client wrote into X-Forwarded-For may be anything: all of that is one address.
  if (isIP(address) === 0) return ''
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail = ''] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const gap = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = [...before, ...gap, ...after].map((group) => group.replace(/^0+(?=.)/, ''))
  return `${groups.slice(0, 4).join(':')}::/64`
}
