/** Numbers that look random, and are the same ones in each run with a seed. */
export interface Random {
  /** From 0 up to 1. */
  readonly unit: () => number
  /** From 0 up to a whole number below `end`. */
  readonly below: (end: number) => number
  readonly pick: <T>(list: readonly T[]) => T
}

/** @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32) */
export function createRandom(seed: number): Random {
  let state = seed
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(unit() * end)
  return { unit, below, pick: <T>(list: readonly T[]) => list[below(list.length)] as T }
}
