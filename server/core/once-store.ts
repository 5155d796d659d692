/** Remembers which one-shot lineages were used. In memory by default; Redis across processes. */
export interface OnceStore {
  /** Whether a lineage was claimed before. */
  readonly has: (lineage: string) => Promise<boolean> | boolean
  /**
   * Claims a lineage, atomically.
   * @param maxAge milliseconds that the claim has to be kept
   * @returns `false` if it was claimed before
   */
  readonly claim: (lineage: string, maxAge: number) => Promise<boolean> | boolean
}

/** Makes a store for one process. Claims leave it when they have expired. */
export function createMemoryOnceStore(now: () => number = Date.now): OnceStore {
  const claims = new Map<string, number>()
  const has = (lineage: string) => (claims.get(lineage) ?? 0) > now()
  return {
    has,
    claim(lineage, maxAge) {
      dropExpired(claims, now())
      if (has(lineage)) return false
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
