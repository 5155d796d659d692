import * as fc from 'fast-check'
import type { Target } from './sites.ts'
import { json, live, sealed, text } from './texts.ts'
import { words } from './words.ts'

type Field = readonly [name: string, value: string]

function field(target: Target, targets: readonly Target[]): fc.Arbitrary<Field> {
  const known = fc.constantFrom(...target.names)
  const path = fc.array(
    fc.oneof(known, fc.constantFrom('0', '1', '99', '-1', '', '__proto__', 'x')),
    { maxLength: 5 },
  )
  const name = fc.oneof(
    known,
    known,
    path.map((keys) => keys.join('.')),
    fc.string({ maxLength: 8 }),
  )
  const value = fc.oneof(text, json(target.names), live(targets), known, sealed(target, targets))
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(name, text) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('_public'), json(target.names)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('_live'), live(targets)) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constantFrom('_form', '_controls'),
        fc.constantFrom('', ...target.methods),
      ),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('_field', '_null', '_list', '_box'), name) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...words), value) },
  )
}

/** Fields beside the state, or params as JSON and few beside them. */
function fields(target: Target, targets: readonly Target[]): fc.Arbitrary<readonly Field[]> {
  const loose = fc.array(field(target, targets), { maxLength: 8 })
  const asJson = fc.tuple(
    json(target.names),
    fc.array(fc.tuple(fc.constantFrom(...words), text), { maxLength: 2 }),
  )
  return fc.oneof(
    { weight: 3, arbitrary: loose },
    {
      weight: 1,
      arbitrary: asJson.map(([params, more]) => [['_params', params] as const, ...more]),
    },
  )
}

const urlencoded = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data; boundary=cut'

/** A body, and what it says of itself. */
export interface Body {
  readonly type: string
  readonly body: Buffer
}

function encoded(all: readonly Field[]): Body {
  return {
    type: urlencoded,
    body: Buffer.from(
      new URLSearchParams(all.map(([name, value]): [string, string] => [name, value])).toString(),
    ),
  }
}

function inParts(all: readonly Field[]): Body {
  const parts = all.map(
    ([name, value]) =>
      `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  return { type: multipart, body: Buffer.from(`${parts.join('')}--cut--\r\n`) }
}

/** Bytes that are no form at all, or nearly one. */
const anyBytes: fc.Arbitrary<Body> = fc.record({
  type: fc.constantFrom(
    urlencoded,
    multipart,
    `${urlencoded}; charset=utf-8`,
    'multipart/form-data; boundary=-',
  ),
  body: fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '_state=',
          '&',
          '=',
          '%',
          '--cut',
          '\r\n',
          '--',
          ':',
          'Content-Disposition: form-data; name=',
          '"',
          ';',
        ),
        fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      ),
      { maxLength: 20 },
    )
    .map((parts) => Buffer.from(parts.join(''), 'latin1')),
})

/** A form with a state, or bytes. */
export function bodyFor(target: Target, targets: readonly Target[]): fc.Arbitrary<Body> {
  const all = fc
    .tuple(sealed(target, targets), fields(target, targets))
    .map(([state, rest]): Field[] => [['_state', state], ...rest])
  return fc.oneof(
    { weight: 6, arbitrary: all.map(encoded) },
    { weight: 2, arbitrary: all.map(inParts) },
    { weight: 1, arbitrary: anyBytes },
  )
}
