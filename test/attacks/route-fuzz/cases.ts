import * as fc from 'fast-check'
import type { Headers } from '../wire.ts'
import { type Body, bodyFor } from './bodies.ts'
import type { Target } from './sites.ts'
import { text } from './texts.ts'
import { headerNames, headerValues, noMethods } from './words.ts'

/** A request to one of the targets, or to its page. */
export interface Case extends Body {
  readonly target: Target
  readonly kind: 'htmx' | 'plain' | 'page'
  readonly method: string
  readonly query: string
  readonly headers: Headers
}

/** Half a character has no UTF-8. */
function inUtf8(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}

/** What stands behind `?`: flashes that are none, beside other parameters. */
function query(targets: readonly Target[]): fc.Arbitrary<string> {
  const entry = fc.constantFrom(
    ...targets.map(({ component, state }) => `${component}.${state.slice(0, 300)}`),
    's',
    'x.y',
  )
  const flash = fc.oneof(
    fc.array(entry, { maxLength: 4 }).map((all) => all.join('~')),
    text,
  )
  return fc.oneof(
    fc.constant(''),
    flash.map((value) => `?_sealwax=${inUtf8(value)}`),
    // `escape` writes what is beyond Latin in a way that nobody decodes.
    fc
      .tuple(flash, flash)
      .map(([one, other]) => `?a&_sealwax=${escape(one)}&_sealwax=${escape(other)}`),
  )
}

/** Few of the headers that are read, with what may or may not stand there. */
const header = fc.tuple(
  fc.constantFrom(...headerNames),
  fc.oneof(fc.constantFrom(...headerValues), fc.webUrl(), fc.base64String()),
)
const someHeaders: fc.Arbitrary<Headers> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(header, { maxLength: 3 }) },
)

function anyMethod({ methods }: Target): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 15, arbitrary: fc.constantFrom(...methods) },
    { weight: 1, arbitrary: fc.constantFrom(...noMethods) },
  )
}

/** All that a request can be. */
export function anyCase(targets: readonly Target[]): fc.Arbitrary<Case> {
  return fc
    .constantFrom(...targets)
    .chain((target) =>
      fc.record({
        target: fc.constant(target),
        kind: fc.constantFrom('htmx', 'htmx', 'htmx', 'plain', 'plain', 'page'),
        method: anyMethod(target),
        query: query(targets),
        headers: someHeaders,
        body: bodyFor(target, targets),
      }),
    )
    .map(({ body, ...rest }) => ({ ...rest, ...body }))
}
