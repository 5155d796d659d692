import nunjucks from 'nunjucks'
import type { TypePlugin } from '../server/core/index.ts'

/** HTML that Nunjucks does not escape again. Part of every toolkit. */
export const safeString: TypePlugin = {
  name: 'SafeString',
  // Every object of a state is asked about, and `instanceof` is the quickest no.
  match: (value) =>
    value instanceof nunjucks.runtime.SafeString && isHtml(Object.getPrototypeOf(value)),
  reduce: (value: { toString(): string }) => value.toString(),
  revive(payload) {
    if (typeof payload !== 'string') throw new TypeError('not a string')
    return new nunjucks.runtime.SafeString(payload)
  },
}

/** A field is no more than the HTML that it prints; other classes that inherit from SafeString are. */
const printed = Symbol.for('sealwax.printed')

function isHtml(prototype: object): boolean {
  return prototype === nunjucks.runtime.SafeString.prototype || Object.hasOwn(prototype, printed)
}
