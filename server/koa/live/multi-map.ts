/** Several values under one name. */
export interface MultiMap<T> {
  readonly of: (name: string) => Iterable<T>
  readonly count: (name: string) => number
  readonly add: (name: string, value: T) => void
  readonly remove: (name: string, value: T) => void
}

/** Makes one that keeps no name without values. */
export function createMultiMap<T>(): MultiMap<T> {
  const sets = new Map<string, Set<T>>()
  return {
    of: (name) => sets.get(name) ?? [],
    count: (name) => sets.get(name)?.size ?? 0,
    add(name, value) {
      const known = sets.get(name)
      if (known === undefined) sets.set(name, new Set([value]))
      else known.add(value)
    },
    remove(name, value) {
      const known = sets.get(name)
      known?.delete(value)
      if (known?.size === 0) sets.delete(name)
    },
  }
}
