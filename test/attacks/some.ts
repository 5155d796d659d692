import type { Run } from './family.ts'

/** All of a list in the long form; in the short one every `step`-th, others for another seed. */
export function some<T>({ seed, many }: Run, all: readonly T[], step: number): readonly T[] {
  const every = many({ short: step, long: 1 })
  return all.filter((_, index) => (index + seed) % every === 0)
}
