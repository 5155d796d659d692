/* oxlint-disable unicorn/no-thenable -- the subject of a test */
import { type Attack, type Payload, typed } from './payload.ts'

const unlisted: readonly (readonly [what: string, json: unknown, type: unknown, name: string])[] = [
  ['a regular expression', '/(a+)+$/', 'regexp', 'regexp'],
  ['an error', { name: 'Error', message: 'x', stack: 'y' }, 'Error', 'Error'],
  ['an error with a cause', { name: 'x', message: 'x', cause: {} }, 'Error', 'Error'],
  ['a registered class', { a: 1 }, ['class', 'User'], 'User'],
  ['a class by its global name', {}, ['class', 'Function'], 'Function'],
  ['a class with a constructor', { constructor2: 1 }, ['class', 'Object'], 'Object'],
  ['a registered symbol', 'x', ['symbol', 'iterator'], 'iterator'],
  ['the symbol that makes an iterator', 'x', ['symbol', 'Symbol.iterator'], 'Symbol.iterator'],
  ['a custom of another name', [], ['custom', 'Decimal'], 'Decimal'],
  ["a plugin's name as custom", 'eA==', ['custom', 'Buffer'], 'Buffer'],
  ['our custom in another case', ['Buffer', ''], ['custom', 'Sealwax'], 'Sealwax'],
  ['our custom with a space', ['Buffer', ''], ['custom', 'sealwax '], 'sealwax '],
  ['a float array', [1.5], ['typed-array', 'Float64Array'], 'Float64Array'],
  ['a float array of 2^30', 2 ** 30, ['typed-array', 'Float64Array'], 'Float64Array'],
  ['a clamped array', [1], ['typed-array', 'Uint8ClampedArray'], 'Uint8ClampedArray'],
  ['a buffer that is shared', 2 ** 30, ['typed-array', 'SharedArrayBuffer'], 'SharedArrayBuffer'],
  ['a buffer as typed array', 2 ** 30, ['typed-array', 'Buffer'], 'Buffer'],
  ['an unknown kind', [1], ['buffer', 'Uint8Array'], 'Uint8Array'],
  ['a kind that is inherited', [1], ['constructor', 'Uint8Array'], 'Uint8Array'],
  ['a name of another case', '1', 'BigInt', 'BigInt'],
  ['a name with a space', '1', 'bigint ', 'bigint '],
  ['a name with a null character', '1', 'bigint\0', 'bigint\0'],
  ['a list of types as one name', '1', 'custom,sealwax', 'custom,sealwax'],
  ['a function', 'alert(1)', 'function', 'function'],
  ['a promise', { then: 'x' }, 'Promise', 'Promise'],
  ['an inherited name', {}, 'toString', 'toString'],
  ['the name of a method of Map', {}, 'get', 'get'],
  ['__proto__ as type', {}, '__proto__', '__proto__'],
  ['constructor as type', {}, 'constructor', 'constructor'],
  ['__proto__ as custom', [], ['custom', '__proto__'], '__proto__'],
  ['__proto__ as class', {}, ['class', '__proto__'], '__proto__'],
  ['__proto__ as typed array', [], ['typed-array', '__proto__'], '__proto__'],
  ['__proto__ as symbol', 'x', ['symbol', '__proto__'], '__proto__'],
  ['an empty name', {}, '', ''],
]

const pluginNames = ['Missing', '__proto__', 'constructor', 'prototype', 'toString', 'then', '']

const blocked = (name: string) => `Unsealing blocked: '${name}' is not in the allowed list.`

/** At the root, below it, and inside a type that is listed. */
function placed([what, json, type, name]: (typeof unlisted)[number]): Payload {
  const texts = [
    typed(json, [type]),
    typed({ a: [json] }, { 'a.0': [type] }),
    typed([[json]], ['set', { 0: [type] }]),
    typed([['k', json]], ['map', { '0.1': [type] }]),
  ]
  return { what, texts, reason: blocked(name) }
}

/** Types that superjson makes, by any name it knows, and that are not on the allow-list. */
export const types: readonly Attack[] = [
  {
    aims: 'types that are not on the list',
    payloads: [
      ...unlisted.map(placed),
      ...pluginNames.map((name) => ({
        what: `a plugin called ${JSON.stringify(name)}`,
        texts: [typed([name, null], [['custom', 'sealwax']])],
        reason: blocked(name),
      })),
    ],
  },
]
