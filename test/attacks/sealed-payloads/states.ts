/* oxlint-disable unicorn/no-thenable -- the subject of a test */
import { listed } from '../listed.ts'

/** Parts of a state as they are sealed, in order. */
export const parts = [
  'id',
  'page',
  'issued',
  'age',
  'lineage',
  'version',
  'args',
  'public state',
  'state',
  'attributes',
  'slots',
  'fields that the user has been to',
] as const

export type Part = (typeof parts)[number]

const script = '"><script>alert(1)</script>'

const noFields = listed('null | 0 | 1 | "" | "x" | true | [] | [1] | [[]] | ["__proto__"]')

/** What must not stand in a part of a state. */
export const refusedParts: { readonly [part in Part]?: readonly unknown[] } = {
  id: listed(
    '"" | "a b" | "a\\n" | "a\\u0000" | "\\u00e4" | "../a" | "#a" | "a.b" | "a:b" | "\\"" | "\\u0027" | "<b>"',
    '"\\"><script>alert(1)</script>" | "a\\r\\nSet-Cookie: x=1" | "a,b" | null | 1 | [] | ["vessel-1"] | {}',
  ),
  page: listed(
    '"" | "a" | "//evil.example" | "///evil.example" | "/\\\\evil.example" | "\\\\\\\\evil.example" | " /a"',
    '"https://evil.example/" | "javascript:alert(1)" | "/a\\r\\nSet-Cookie: x=1" | "/\\t/evil.example"',
    '"/a#b" | "/a\\u0000" | "/a\\u007f" | "/?\\n" | null | 1 | [] | ["/"] | {}',
  ),
  lineage: listed('null | 0 | true | [] | {} | ["lineage"]'),
  args: noFields,
  'public state': noFields,
  state: noFields,
  attributes: noFields,
  slots: noFields,
  'fields that the user has been to': noFields,
}

/** Texts of whole states that are none. */
export const refusedWholes: readonly string[] = [
  ...['null', '0', '"x"', 'true', '{}', '[]', '[[]]', '{"length":9}', '{"0":"vessel-1"}'].map(
    (json) => `{"json":${json}}`,
  ),
  '{"json":[[["a",1]]],"meta":{"values":["map"],"v":1}}',
  '{"json":["a","b"],"meta":{"values":["set"],"v":1}}',
]

/** What a part may not be by its type, though it would pass as JSON. */
export const typedParts: readonly (readonly [what: string, json: unknown, type: unknown])[] = [
  ['a Map', [['shipId', 1]], 'map'],
  ['a Set', [1], 'set'],
  ['a Date', '2026-01-01T00:00:00.000Z', 'Date'],
  ['a URL', 'http://a/', 'URL'],
  ['bytes', [1], ['typed-array', 'Uint8Array']],
  ['a bigint', '1', 'bigint'],
  ['undefined', null, 'undefined'],
  ['a Buffer', ['Buffer', 'eA=='], ['custom', 'sealwax']],
  ['HTML', ['SafeString', '<b>'], ['custom', 'sealwax']],
  ['an object of a class', ['trap', null], ['custom', 'sealwax']],
]

/** Names of attributes that would run something, are ours, or are none. */
const names = listed(
  '"onclick" | "ONCLICK" | "hx-on:click" | "hx-on--click" | "data-hx-on:click" | "x onclick" | ""',
  '"a=b" | "a>b" | "\\"" | "id" | "ID" | "data-public" | "data-component" | "__proto__2"',
).concat(script) as string[]

/** References to the text of a slot that is not there. */
const slots = [
  ...listed('null | 1 | "x" | {} | [] | [1,1] | [null,null] | [{},{}] | ["/etc/passwd","x"]'),
  ['../../../etc/passwd', 'x'],
  ['vessel.njk', 'x'],
  ['vessel.njk', '__proto__'],
  ['vessel.njk', ['x']],
  ['vessel.njk\0', 'x'],
  [{ raw: 'vessel.njk' }, 'x'],
  ['vessel.njk', 'x', {}, script, script, {}, { default: 1 }],
]

/** Parts of the right type with content that is none of ours: whatever they do, they must stay data. */
export const oddParts: readonly (readonly [part: Part, ...values: unknown[]])[] = [
  ['attributes', ...names.map((name) => ({ [name]: 'alert(1)' }))],
  ['attributes', ...[script, { toString: 'x' }, [[]], null, 1e9].map((title) => ({ title }))],
  [
    'attributes',
    ...[script, { a: script }, [script]].flatMap((value) => [{ class: value }, { style: value }]),
  ],
  ['args', { shipId: script }, { open: 1 }, { attrs: 1, call: 2, sealed: 3, slot: 4, slots: 5 }],
  ['public state', { open: script }, { open: { toJSON: 'x' } }, { opens: script }, { args: 1 }],
  [
    'state',
    ...[script, [script], { toString: 'x' }, '{{ 7 * 7 }}{% include "/etc/passwd" %}'].map(
      (opens) => ({ opens }),
    ),
    { slot: script, slots: script },
    { then: 'x' },
    { attrs: 'x', call: 'x', sealed: 'x', component: 'x', errors: 'x', field: 'x' },
  ],
  ['slots', ...slots.map((slot) => ({ default: slot })), { [script]: ['vessel.njk', 'x'] }],
  [
    'fields that the user has been to',
    ...[1, null, 'x', {}, [{}], { length: 1e9 }, [script]].flatMap((fields) => [
      { sail: fields },
      { look: fields },
    ]),
  ],
]
