import * as fc from 'fast-check'
import type { Target } from './sites.ts'

/** A request to one of the targets, or to its page. */
export interface Case {
  readonly target: Target
  readonly kind: 'htmx' | 'plain' | 'page'
  readonly method: string
  readonly query: string
  readonly type: string
  readonly body: Buffer
}

/** Words that are ours. */
const words = [
  '_params',
  '_public',
  '_live',
  '_args',
  '_form',
  '_field',
  '_once',
  '_null',
  '_list',
  '_box',
  '_flash',
  '_controls',
  '_state',
  '__proto__',
  'constructor',
  '_',
  '',
]

/** Values that other programs stumble over. */
const values = [
  '',
  '0',
  '-0',
  '1',
  '1e999',
  'NaN',
  '-1',
  '1.5',
  '0x10',
  'true',
  'null',
  'undefined',
  '[]',
  '{}',
  '""',
  '2026-02-30',
  '2026-03-04',
  '9'.repeat(400),
  '%',
  '\0',
  '🕯',
  "it's",
  '<b>',
  '../x',
  's',
  'France',
  'Italy',
  'red',
  'meat',
  'bed',
  'a@b',
  'book',
  'rename',
  'toString',
  'x'.repeat(3e3),
  '[[["a"]]]',
  '{"toString":1,"valueOf":2}',
  '{"length":1e9}',
  '{"then":{}}',
  '{"__proto__":{"x":1}}',
]

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...values) },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.nat(0x10ffff).map((code) => String.fromCodePoint(code).repeat(3)) },
)

/** JSON of any shape, most of it under names that mean something. */
function json(names: readonly string[]): fc.Arbitrary<string> {
  const value = fc.jsonValue({ maxDepth: 3 })
  const name = fc.oneof(
    fc.constantFrom(...names, 'toString', 'valueOf', 'then', 'length', '0'),
    fc.string({ maxLength: 5 }),
  )
  const leaf = fc.oneof(value, text, fc.constantFrom(...values).map(parsed))
  const object = fc.dictionary(name, leaf, { maxKeys: 5 })
  const nested = fc
    .tuple(name, fc.nat(40))
    .map(([key, depth]) => `{"${key}":`.repeat(depth) + 1 + '}'.repeat(depth))
  return fc.oneof(
    { weight: 5, arbitrary: object.map((one) => JSON.stringify(one)) },
    { weight: 2, arbitrary: leaf.map((one) => JSON.stringify(one) ?? 'null') },
    { weight: 1, arbitrary: nested },
    { weight: 1, arbitrary: text },
  )
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** `_live`: children that live, or something like it. */
function live(targets: readonly Target[]): fc.Arbitrary<string> {
  const id = fc.oneof(fc.constantFrom(...targets.map(({ id }) => id)), text)
  const digest = fc.oneof(fc.constant('A'.repeat(22)), text)
  const state = fc.oneof(fc.constantFrom(...targets.map(({ state }) => state)), text)
  const entry = fc.oneof(
    fc.tuple(id, digest),
    fc.tuple(id, digest, state),
    fc.jsonValue({ maxDepth: 1 }),
  )
  return fc.array(entry, { maxLength: 5 }).map((entries) => JSON.stringify(entries))
}

function sealed({ state }: Target, targets: readonly Target[]): fc.Arbitrary<string> {
  const broken = fc
    .tuple(fc.nat(state.length), text)
    .map(([at, more]) => state.slice(0, at) + more + state.slice(at + 1))
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(state) },
    { weight: 1, arbitrary: fc.constantFrom(...targets.map((one) => one.state)) },
    { weight: 1, arbitrary: broken },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 100 })
        .map((bytes) => Buffer.from([1, ...bytes]).toString('base64url')),
    },
    { weight: 1, arbitrary: text },
  )
}

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

type Body = Pick<Case, 'type' | 'body'>

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

function bodyFor(target: Target, targets: readonly Target[]): fc.Arbitrary<Body> {
  const all = fc
    .tuple(sealed(target, targets), fields(target, targets))
    .map(([state, rest]): Field[] => [['_state', state], ...rest])
  return fc.oneof(
    { weight: 6, arbitrary: all.map(encoded) },
    { weight: 2, arbitrary: all.map(inParts) },
    { weight: 1, arbitrary: anyBytes },
  )
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
    flash.map((value) => `?_sealwax=${encodeURIComponent(Buffer.from(value).toString())}`),
    fc
      .tuple(flash, flash)
      .map((both) => both.map((value) => `_sealwax=${escape(value)}`).join('&'))
      .map((all) => `?a&${all}`),
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
        method: fc.constantFrom(...target.methods),
        query: query(targets),
        body: bodyFor(target, targets),
      }),
    )
    .map(({ body, ...rest }) => ({ ...rest, ...body }))
}
