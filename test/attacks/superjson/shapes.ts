import { type Attack, singly, type Text, typed } from './payload.ts'

const swaps: readonly (readonly [what: string, text: Text])[] = [
  ['__proto__ as a key', '{"json":{"__proto__":{"polluted":1}}}'],
  ['__proto__ below', '{"json":{"a":[{"__proto__":{"polluted":1}}]}}'],
  ['__proto__ that is null', '{"json":{"__proto__":null}}'],
  ['constructor as a key', '{"json":{"constructor":{"prototype":{"polluted":1}}}}'],
  ['prototype as a key', '{"json":{"a":{"prototype":{"polluted":1}}}}'],
  ['__proto__ by an escape', '{"json":{"\\u005f_proto__":{"polluted":1}}}'],
  ['__proto__ twice', '{"json":{"__proto__":1,"__proto__":{"polluted":1}}}'],
  ['__proto__ beside the data', '{"json":{},"__proto__":{"polluted":1}}'],
  ['__proto__ in meta', '{"json":1,"meta":{"values":["undefined"],"v":1,"__proto__":{}}}'],
  ['__proto__ that brings json', '{"__proto__":{"json":1}}'],
  ['__proto__ that brings values', '{"json":1,"meta":{"__proto__":{"values":["set"]},"v":1}}'],
  ['a path to __proto__', typed({ a: '1' }, { '__proto__.polluted': ['bigint'] })],
  ['a path through __proto__', typed({ a: '1' }, { 'a.__proto__.polluted': ['bigint'] })],
  ['a path to constructor', typed({ a: '1' }, { 'constructor.prototype.a': ['bigint'] })],
  ['a path to the prototype of a list', typed(['1'], { '__proto__.push': ['undefined'] })],
  ['__proto__ as a path', '{"json":{"a":1},"meta":{"values":{"__proto__":["map"]},"v":1}}'],
  [
    '__proto__ as a path inside a type',
    '{"json":[1],"meta":{"values":["set",{"__proto__":["map"]}],"v":1}}',
  ],
  [
    'a Map in place of a prototype',
    '{"json":{"__proto__":[]},"meta":{"values":{"__proto__":["map"]},"v":1}}',
  ],
  [
    'a plugin in place of a prototype',
    '{"json":{"__proto__":["Buffer",""]},"meta":{"values":{"__proto__":[["custom","sealwax"]]},"v":1}}',
  ],
  [
    'a Map key called __proto__ in an object',
    typed([['a', JSON.parse('{"__proto__":1}')]], ['map']),
  ],
  ['__proto__ in an item of a Set', '{"json":[{"__proto__":{}}],"meta":{"values":["set"],"v":1}}'],
  [
    '__proto__ in the payload of a plugin',
    '{"json":["Buffer",{"__proto__":{}}],"meta":{"values":[["custom","sealwax"]],"v":1}}',
  ],
]

const equalities: readonly (readonly [what: string, equalities: unknown])[] = [
  ['of two places', { a: ['b'] }],
  ['to the root', [['a']]],
  ['to the root and more', [['a'], { a: ['b'] }]],
  ['to a prototype', { a: ['__proto__.polluted'] }],
  ['to the prototype of all objects', { 'a.constructor.prototype': ['b'] }],
  ['from a prototype', { '__proto__.toString': ['a'] }],
  ['that make a cycle', { a: ['a.a'] }],
  ['that swap a method', { 'a.toString': ['b.then'] }],
  ['that are empty', {}],
  ['that are null', null],
  ['that are a list of nothing', []],
]

/** A place that says twice of itself what it is, and each half again. */
const doubling = Object.fromEntries(
  Array.from({ length: 30 }, (_, level) => [
    `a${'.l'.repeat(level)}`,
    [`a${'.l'.repeat(level)}.r`, `a${'.r'.repeat(level + 1)}`],
  ]),
)

function withEqualities(referentialEqualities: unknown): string[] {
  const json = { a: {}, b: {} }
  const values = { a: ['undefined'] }
  return [
    JSON.stringify({ json, meta: { referentialEqualities, v: 1 } }),
    JSON.stringify({ json: { a: null, b: null }, meta: { values, referentialEqualities, v: 1 } }),
  ]
}

const misplaced: readonly (readonly [what: string, text: Text])[] = [
  ['a missing key', typed({ a: '1' }, { b: ['bigint'] })],
  ['a missing key below', typed({ a: { b: '1' } }, { 'a.c': ['bigint'] })],
  ['a missing index', typed(['1'], { 1: ['bigint'] })],
  ['a negative index', typed(['1'], { '-1': ['bigint'] })],
  ['an index with a leading zero', typed(['1'], { '00': ['bigint'] })],
  ['an index with a sign', typed(['1'], { '+0': ['bigint'] })],
  ['an index with an exponent', typed(['1'], { '0e0': ['bigint'] })],
  ['an index with a fraction', typed(['1'], { '0\\.0': ['bigint'] })],
  ['the length of a list', typed(['1'], { length: ['bigint'] })],
  ['a place inside a string', typed('11', { 0: ['bigint'] })],
  ['a place inside null', typed(null, { a: ['undefined'] })],
  ['an inherited key', typed({ a: 1 }, { toString: ['undefined'] })],
  ['an inherited key of a list', typed([1], { push: ['undefined'] })],
  [
    'a place twice, nested and spelt out',
    typed({ a: [['1']] }, { a: ['set', { '0.0': ['bigint'] }], 'a.0.0': ['bigint'] }),
  ],
  [
    'a place twice, by two escapes',
    '{"json":{"a":"1"},"meta":{"values":{"a":["bigint"],"\\u0061":["bigint"],"a.b":["bigint"]},"v":1}}',
  ],
  ['a path through a typed place', typed({ a: ['1'] }, { a: ['set'], 'a.0': ['bigint'] })],
  ['contents before their container', typed({ a: ['1'] }, { 'a.0': ['bigint'], a: ['set'] })],
  ['a key of a Map by its name', typed([['k', '1']], ['map', { k: ['bigint'] }])],
  ['a part of a pair that is not there', typed([['k', '1']], ['map', { '0.2': ['bigint'] }])],
  ['a place inside bytes', typed([1], [['typed-array', 'Uint8Array'], { 0: ['undefined'] }])],
  ['a place inside a plugin', typed(['Buffer', ''], [['custom', 'sealwax'], { 1: ['set'] }])],
  ['a place inside a bigint', typed('1', ['bigint', { 0: ['undefined'] }])],
  ['a place inside a date', typed('2026-01-01T00:00:00.000Z', ['Date', { getTime: ['set'] }])],
  ['a bad escape', typed({ 'a\\x': '1' }, { 'a\\x': ['bigint'] })],
  ['an escape at the end', typed({ 'a\\': '1' }, { 'a\\': ['bigint'] })],
  ['a key with a dot that is not escaped', typed({ 'a.b': '1' }, { 'a.b': ['bigint'] })],
  ['an empty path beside the root', typed({ a: '1' }, { '': ['bigint'] })],
  ['a path of one dot', typed({ a: { '': 1 } }, { '.': ['bigint'] })],
]

const forms: readonly (readonly [what: string, text: Text])[] = [
  ['an empty text', ''],
  ['no JSON', '{"json":'],
  ['JSON with more behind', '{"json":1}{"json":2}'],
  ['JSON behind a mark of byte order', '\ufeff{"json":1}'],
  ['null', 'null'],
  ['a string', '"json"'],
  ['a number', '1'],
  ['a list', '[1]'],
  ['no json', '{}'],
  ['only meta', '{"meta":{"values":["undefined"],"v":1}}'],
  ['an unknown part', '{"json":1,"extra":1}'],
  ['an empty meta', '{"json":1,"meta":{}}'],
  ['meta of null', '{"json":1,"meta":null}'],
  ['meta as list', '{"json":1,"meta":[]}'],
  ['meta without v', '{"json":null,"meta":{"values":["undefined"]}}'],
  ['v of 0, with the paths of old', '{"json":null,"meta":{"values":["undefined"],"v":0}}'],
  ['v of 2', '{"json":null,"meta":{"values":["undefined"],"v":2}}'],
  ['v as text', '{"json":null,"meta":{"values":["undefined"],"v":"1"}}'],
  ['an unknown part of meta', '{"json":null,"meta":{"values":["undefined"],"v":1,"x":1}}'],
  ['values of null', '{"json":1,"meta":{"values":null,"v":1}}'],
  ['values as text', '{"json":1,"meta":{"values":"map","v":1}}'],
  ['empty values', typed(1, {})],
  ['an empty annotation', typed(null, [])],
  ['an annotation of three', typed(null, ['undefined', {}, 1])],
  ['empty annotations below', typed([], ['set', {}])],
  ['annotations below as list', typed(['1'], ['set', [['bigint']]])],
  ['annotations below as text', typed(['1'], ['set', 'bigint'])],
  ['a bare object below the root', typed({ a: { b: '1' } }, { a: { b: ['bigint'] } })],
  ['a type that is a number', typed(1, [1])],
  ['a type that is null', typed(1, [null])],
  ['a type that is an object', typed(1, [{ toString: 'set' }])],
  ['a type of one name in a list', typed(1, [['set']])],
  ['a type of three names', typed(1, [['custom', 'sealwax', 'x']])],
  ['a type of numbers', typed(1, [['custom', 1]])],
  ['a type of lists', typed(1, [[['custom'], ['sealwax']]])],
]

/** Annotations, equalities and forms that superjson does not write. */
export const shapes: readonly Attack[] = [
  { aims: 'to swap prototypes', payloads: singly(swaps) },
  {
    aims: 'references',
    payloads: [...equalities, ['of a graph that doubles per level', doubling] as const].map(
      ([what, one]) => ({ what, texts: withEqualities(one) }),
    ),
  },
  { aims: 'annotations that fit no place, or not just one', payloads: singly(misplaced) },
  { aims: 'a wire format of another form', payloads: singly(forms) },
]
