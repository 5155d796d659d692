import nunjucks from 'nunjucks'
import type { TypePlugin } from '../server/core/index.ts'

/** HTML that Nunjucks does not escape again. Part of every toolkit. */
export const safeString: TypePlugin = {
  name: 'SafeString',
  // Every object of a state is asked about, and `instanceof` is the quickest no.
  match: (value) =>
    value instanceof nunjucks.runtime.SafeString &&
    Object.getPrototypeOf(value) === nunjucks.runtime.SafeString.prototype,
  reduce: (value: { toString(): string }) => value.toString(),
  revive(payload) {
    if (typeof payload !== 'string') throw new TypeError('not a string')
    return new nunjucks.runtime.SafeString(payload)
  },
}
