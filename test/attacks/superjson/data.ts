/* oxlint-disable unicorn/no-thenable -- the subject of a test */
import { typed } from './payload.ts'

/** Texts that are read, and must be what they say and nothing more. */
export const harmless: readonly (readonly [what: string, text: string, value: unknown])[] = [
  ...[
    'then toJSON toString valueOf length nodeType inspect call apply bind next return throw',
    'hasOwnProperty isPrototypeOf __defineGetter__ __lookupSetter__ Symbol.toPrimitive get set',
    'nodejs.util.inspect.custom Symbol(Symbol.iterator) __proto__2 $where referentialEqualities',
  ]
    .flatMap((line) => line.split(' '))
    .map((key): [string, string, unknown] => {
      const value = { [key]: `${key}()` }
      return [`the key ${key}`, JSON.stringify({ json: value }), value]
    }),
  [
    'a thenable of texts',
    '{"json":{"then":"resolve","catch":"x"}}',
    { then: 'resolve', catch: 'x' },
  ],
  ['then that is a bigint', typed({ then: '1' }, { then: ['bigint'] }), { then: 1n }],
  ['then that is a Map', typed({ then: [] }, { then: ['map'] }), { then: new Map() }],
  ['then that is a URL', typed({ then: 'x:y' }, { then: ['URL'] }), { then: new URL('x:y') }],
  [
    'keys of a Map that reach a prototype',
    typed(
      [
        ['__proto__', 1],
        ['constructor', 2],
        ['prototype', 3],
      ],
      ['map'],
    ),
    new Map([
      ['__proto__', 1],
      ['constructor', 2],
      ['prototype', 3],
    ]),
  ],
  [
    'items of a Set that name methods',
    typed(['__proto__', 'then', 'add'], ['set']),
    new Set(['__proto__', 'then', 'add']),
  ],
  [
    'superjson inside superjson',
    '{"json":{"json":1,"meta":{"values":["Error"],"referentialEqualities":[["a"]],"v":1}}}',
    { json: 1, meta: { values: ['Error'], referentialEqualities: [['a']], v: 1 } },
  ],
  ['a list that looks like a plugin', '{"json":["Buffer","eA=="]}', ['Buffer', 'eA==']],
  ['code', '{"json":"function(){process.exit()}"}', 'function(){process.exit()}'],
  ['a template', '{"json":"${process.exit()} {{ 7 * 7 }}"}', '${process.exit()} {{ 7 * 7 }}'],
  ['a URL that runs', typed('javascript:alert(1)', ['URL']), new URL('javascript:alert(1)')],
  ['a key that JSON says twice', '{"json":{"a":1,"a":2}}', { a: 2 }],
  ['json said twice', '{"json":{"a":1},"json":2}', 2],
  ['a type said twice', '{"json":"1","meta":{"values":["set"],"values":["bigint"],"v":1}}', 1n],
]

const many = (length: number, type: unknown, json: (index: number) => unknown) => () =>
  typed(
    Array.from({ length }, (_, index) => json(index)),
    Object.fromEntries(Array.from({ length }, (_, index) => [index, [type]])),
  )

const custom = ['custom', 'sealwax']
const digits = (length: number) => '123456789'.repeat(length / 9 + 1).slice(0, length)
const nested = (depth: number): unknown => (depth === 0 ? null : [nested(depth - 1)])

/** The most that is accepted of each type, and more than a sealed text has room for. */
export const largest: readonly (readonly [what: string, text: () => string])[] = [
  ['9,999 numbers', () => JSON.stringify({ json: Array.from({ length: 9999 }, (_, i) => i) })],
  ['9,999 times undefined', many(9999, 'undefined', () => null)],
  ['9,999 times minus zero', many(9999, 'number', () => '-0')],
  ['9,999 dates', many(9999, 'Date', () => '2026-02-03T04:05:06.789Z')],
  ['9,999 URLs', many(9999, 'URL', (i) => `http://a${i}/`)],
  ['250 bigints of 1,024 digits', many(250, 'bigint', () => digits(1024))],
  [
    '3,333 pairs of a Map',
    () =>
      typed(
        Array.from({ length: 3332 }, (_, i) => [i, i]),
        ['map'],
      ),
  ],
  [
    '9,998 items of a Set',
    () =>
      typed(
        Array.from({ length: 9998 }, (_, i) => `${i}`),
        ['set'],
      ),
  ],
  [
    '120,000 bytes',
    () =>
      typed(
        Array.from({ length: 120_000 }, () => 1),
        [['typed-array', 'Uint8Array']],
      ),
  ],
  ['a Buffer of 190,000 bytes', () => typed(['Buffer', 'AAAA'.repeat(64_000)], [custom])],
  ['3,333 Buffers', many(3333, custom, () => ['Buffer', ''])],
  [
    '300 annotations 31 levels deep',
    () =>
      typed(
        Array.from({ length: 300 }, () => nested(30)),
        Object.fromEntries(
          Array.from({ length: 300 }, (_, i) => [`${i}${'.0'.repeat(30)}`, ['undefined']]),
        ),
      ),
  ],
  ['a key of 250,000 characters', () => JSON.stringify({ json: { ['k'.repeat(250_000)]: 1 } })],
  [
    'a path of 120,000 dots',
    () => typed({ ['.'.repeat(60_000)]: null }, { ['\\.'.repeat(60_000)]: ['undefined'] }),
  ],
  ['a text of 250,000 characters', () => JSON.stringify({ json: '\u00fc'.repeat(250_000) })],
]
