import type { TypePlugin } from '../server/core/index.ts'

type Pairs = readonly (readonly [name: string, value: string])[]

/** `URLSearchParams`, beside the `URL` that is always known. Part of every toolkit of `createSealwax`. */
export const url: TypePlugin<URLSearchParams, Pairs> = {
  name: 'URLSearchParams',
  // Every object of a state is asked about, and `instanceof` is the quickest no.
  match: (value) =>
    value instanceof URLSearchParams &&
    Object.getPrototypeOf(value) === URLSearchParams.prototype &&
    hasSize(value),
  reduce: (value) => [...value],
  revive(payload: unknown) {
    const pairs = checkPairs(payload)
    const params = new URLSearchParams(pairs)
    // A lone surrogate is replaced, so it was never in one.
    if (JSON.stringify([...params]) !== JSON.stringify(pairs)) throw new TypeError('not canonical')
    return params
  },
}

/** `Object.create(URLSearchParams.prototype)` has a getter that throws. */
function hasSize(value: unknown): boolean {
  try {
    return (value as URLSearchParams).size >= 0
  } catch {
    return false
  }
}

function checkPairs(payload: unknown): [string, string][] {
  if (!Array.isArray(payload) || !payload.every(isPair)) throw new TypeError('not a list of pairs')
  return payload
}

function isPair(pair: unknown): pair is [string, string] {
  return Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string')
}
