/** Finds one value by its id; undefined where there is none. */
export type Find<Id, Value> = (id: Id) => Promise<Value | undefined>

/**
 * Makes one query of all look-ups that start in the same turn of the event loop.
 * @param findMany looks up many ids at once; ids without a value are left out of the Map
 * @returns looks up one id
 */
export function batched<Id, Value>(
  findMany: (ids: Id[]) => Promise<Map<Id, Value>>,
): Find<Id, Value> {
  let next: { ids: Set<Id>; found: Promise<Map<Id, Value>> } | undefined

  function openBatch() {
    const ids = new Set<Id>()
    const found = turn().then(() => {
      next = undefined
      return findMany([...ids])
    })
    return { ids, found }
  }

  return async (id) => {
    next ??= openBatch()
    next.ids.add(id)
    return (await next.found).get(id)
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
