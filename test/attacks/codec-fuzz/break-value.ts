/** Which of several places: any number will do. */
type Where = readonly number[]

/**
 * Puts a value into a part of itself.
 * @param value a tree whose root holds others
 */
export function closeCycle(value: unknown, [whose = 0, which = 0]: Where): unknown {
  const chain = pick(chainsIn(value), whose)
  put(pick(chain, 0), pick(chain, which))
  return value
}

/**
 * Leaves a place of an array empty.
 * @param value a tree with an array at its root
 */
export function makeHole(value: unknown, [whose = 0, which = 0]: Where): unknown {
  const arrays = chainsIn(value)
    .map(([part]) => part)
    .filter((part) => Array.isArray(part))
  const array = pick(arrays, whose)
  if (array.length === 0) array.length = 1
  else Reflect.deleteProperty(array, which % array.length)
  return value
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T
}

/** Everything in a tree that holds others, each with what is around it, innermost first. */
function chainsIn(value: unknown, around: readonly object[] = []): object[][] {
  const parts = holds(value)
  if (parts === undefined) return []
  const chain = [value as object, ...around]
  return [chain, ...parts.flatMap((part) => chainsIn(part, chain))]
}

function holds(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set) return [...value]
  const isPlain = value != null && Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? Object.values(value) : undefined
}

function put(holder: object, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value)
  else if (holder instanceof Map) holder.set('self', value)
  else if (holder instanceof Set) holder.add(value)
  else Object.assign(holder, { self: value })
}
