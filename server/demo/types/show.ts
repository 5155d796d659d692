import { inspect } from 'node:util'
import { Decimal } from 'decimal.js'
import nunjucks from 'nunjucks'
import { Temporal } from 'temporal-polyfill'

/** Classes whose values say exactly what they are by their own text. */
const textual: readonly { readonly prototype: object }[] = [
  URL,
  URLSearchParams,
  nunjucks.runtime.SafeString,
  Decimal,
  Temporal.Instant,
  Temporal.PlainDate,
  Temporal.PlainTime,
  Temporal.PlainDateTime,
  Temporal.PlainYearMonth,
  Temporal.PlainMonthDay,
  Temporal.ZonedDateTime,
  Temporal.Duration,
]

/** Writes a value in full, as a programmer would. */
export function show(value: unknown): string {
  return textual.some(({ prototype }) => prototype === prototypeOf(value))
    ? String(value)
    : inspect(value, { breakLength: Number.POSITIVE_INFINITY })
}

/** Whether two values are of one type and look alike, down to the sign of zero. */
export function isSame(one: unknown, other: unknown): boolean {
  return prototypeOf(one) === prototypeOf(other) && show(one) === show(other)
}

function prototypeOf(value: unknown): unknown {
  return value == null ? value : Object.getPrototypeOf(value)
}
