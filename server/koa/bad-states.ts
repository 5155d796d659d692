import { isIP, isIPv6 } from 'node:net'

/** Counts states that did not open, by address. */
export interface BadStates {
  /** Counts one more. Returns whether the address has sent too many. */
  readonly count: (address: string) => boolean
}

/** How many states that do not open one address may send. */
export interface BadStatesOptions {
  /** How many are let through in a window; 100. */
  readonly limit?: number
  /** Milliseconds; 10 minutes. */
  readonly window?: number
  /** Clock, in milliseconds; `Date.now`. */
  readonly now?: () => number
}

interface Entry {
  readonly until: number
  count: number
}

const maxAddresses = 10_000

/** Makes a counter for one process. The oldest addresses are forgotten when there are too many. */
export function createBadStates(options: BadStatesOptions = {}): BadStates {
  const { limit = 100, window = 600_000, now = Date.now } = options
  const entries = new Map<string, Entry>()
  return {
    count(address) {
      const network = networkOf(address)
      let entry = entries.get(network)
      if (entry === undefined || entry.until <= now()) {
        entry = { until: now() + window, count: 0 }
        entries.delete(network)
        entries.set(network, entry)
        forgetOldest(entries)
      }
      return ++entry.count > limit
    },
  }
}

function forgetOldest(entries: Map<string, Entry>): void {
  const [oldest] = entries.keys()
  if (entries.size > maxAddresses && oldest !== undefined) entries.delete(oldest)
}

/** One household has a /64 of IPv6, so that is what is counted. */
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
