import { Decimal } from 'decimal.js'
import { SealingBlocked, type TypePlugin } from '../server/core/index.ts'

const maxLength = 4096

/** Stands in front of the parser, which also reads other bases, in time that grows with the square. */
const written = /^(?:NaN|-?(?:Infinity|[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?))$/

/** Writes alike whatever the app has set for its own. */
const Exact = Decimal.clone({ defaults: true })

/**
 * `Decimal` of decimal.js, with every digit, up to 4,096 characters. One of a `Decimal.clone()` is refused, since it
 * would come back with another precision.
 * @see https://mikemcl.github.io/decimal.js
 */
export const decimal: TypePlugin<Decimal, string> = {
  name: 'Decimal',
  match: isDecimal,
  reduce(value) {
    const text = write(value)
    if (text.length <= maxLength) return text
    throw new SealingBlocked(`Sealing blocked: a Decimal of more than ${maxLength} characters`)
  },
  revive(payload: unknown) {
    if (typeof payload !== 'string' || payload.length > maxLength || !written.test(payload)) {
      throw new TypeError('not a Decimal')
    }
    const value = new Decimal(payload)
    if (write(value) !== payload) throw new TypeError('not a canonical Decimal')
    return value
  },
}

function isDecimal(value: unknown): boolean {
  if (Object.getPrototypeOf(value) !== Decimal.prototype) return false
  // Clones share the prototype: only what a constructor wrote tells whose a value is.
  return Object.getOwnPropertyDescriptor(value, 'constructor')?.value === Decimal
}

/** `valueOf` keeps the sign of zero. */
function write(value: Decimal): string {
  return new Exact(value).valueOf()
}
