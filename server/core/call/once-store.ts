/** Remembers which one-shot lineages were used. In memory by default; Redis across processes. */
export interface OnceStore {
  /**
   * Whether a lineage was claimed before.
   * @param lineage random name of a chain of states, as base64url
   */
  readonly has: (lineage: string) => Promise<boolean> | boolean
  /**
   * Claims a lineage, atomically. A store that can't says so by throwing: the method then does not run.
   * @param maxAge milliseconds that the claim has to be kept
   * @returns `false` if it was claimed before
   */
  readonly claim: (lineage: string, maxAge: number) => Promise<boolean> | boolean
}

/** Options of a store in memory. */
export interface MemoryOnceStoreOptions {
  /** How many claims are kept at the same time, some 80 bytes each; 1,000,000. */
  readonly maxClaims?: number
  /** Clock, in milliseconds; `Date.now`. */
  readonly now?: () => number
}

/**
 * Makes a store for one process. Claims leave it when they have expired. A full store takes no more, since to
 * forget one would let its method run twice: one-shot methods answer 503 until there is room.
 * @param options `maxClaims` and `now`
 * @returns the option `onceStore` of `createSealwax`
 */
export function createMemoryOnceStore(options: MemoryOnceStoreOptions = {}): OnceStore {
  const { maxClaims = 1_000_000, now = Date.now } = options
  const claims = new Map<string, number>()
  const has = (lineage: string) => (claims.get(lineage) ?? 0) > now()
  return {
    has,
    claim(lineage, maxAge) {
      dropExpired(claims, now())
      if (has(lineage)) return false
      if (claims.size >= maxClaims) throw new Error(`There are ${maxClaims} claims already.`)
      claims.delete(lineage)
      claims.set(lineage, now() + maxAge)
      return true
    },
  }
}

/** Claims stand in the order of their making, so the oldest come first. */
function dropExpired(claims: Map<string, number>, now: number): void {
  for (const [lineage, until] of claims) {
    if (until > now) return
    claims.delete(lineage)
  }
}
