import type { Run } from './family.ts'

/** All of a list in the long form; in the short one of each so many the one that the seed chooses. */
export function some<T>({ seed, many }: Run, all: readonly T[], each: number): readonly T[] {
  const length = many({ short: each, long: 1 })
  const count = Math.ceil(all.length / length)
  return Array.from({ length: count }, (_, n) => {
    const part = all.slice(n * length, (n + 1) * length)
    return part[scatter(n + seed) % part.length] as T
  })
}

/** Neighbours must not choose alike, or a list made of pairs would show one half only. */
function scatter(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> 16
}
