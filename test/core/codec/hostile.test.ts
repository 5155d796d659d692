/* oxlint-disable unicorn/no-thenable -- the subject of a test */
import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { describe, it } from 'node:test'
import { bytes } from '../../../plugins/bytes.ts'
import { createCodec } from '../../../server/core/codec/codec.ts'
import { StateRejected } from '../../../server/core/errors.ts'

/*
 * Texts that nobody but a holder of the keys can seal, read all the same as if anybody could: at worst they
 * become data.
 */
const codec = createCodec({ plugins: [...bytes] })
const { message } = new StateRejected('')

async function assertRejected(text: string, cause?: string | RegExp): Promise<void> {
  const started = performance.now()
  await assert.rejects(
    codec.read(text),
    (error: StateRejected) => {
      assert.equal(error.code, 'StateRejected', String(error))
      assert.equal(error.message, message)
      const reason = ((error.cause as Error).cause as Error).message
      if (typeof cause === 'string') assert.equal(reason, cause)
      else if (cause !== undefined) assert.match(reason, cause)
      return true
    },
    text.slice(0, 200),
  )
  const took = performance.now() - started
  assert.ok(took < 2000, `took ${Math.round(took)} ms`)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
}

const typed = (json: unknown, values: unknown) => JSON.stringify({ json, meta: { values, v: 1 } })
const blocked = (name: string) => `Unsealing blocked: '${name}' is not in the allowed list.`

const deep = (open: string, close: string, depth: number) =>
  `{"json":${open.repeat(depth)}1${close.repeat(depth)}}`

describe('Codec.read', () => {
  describe('refuses types that are not on the list', () => {
    const unlisted: [what: string, json: unknown, type: unknown, name: string][] = [
      ['a regular expression', '/(a+)+$/', 'regexp', 'regexp'],
      ['an error', { name: 'Error', message: 'x', stack: 'y' }, 'Error', 'Error'],
      ['a registered class', { a: 1 }, ['class', 'User'], 'User'],
      ['a class by its global name', {}, ['class', 'Function'], 'Function'],
      ['a registered symbol', 'x', ['symbol', 'iterator'], 'iterator'],
      ['a custom of another name', [], ['custom', 'Decimal'], 'Decimal'],
      ["a plugin's name as custom", 'eA==', ['custom', 'Buffer'], 'Buffer'],
      ['a float array', [1.5], ['typed-array', 'Float64Array'], 'Float64Array'],
      ['a clamped array', [1], ['typed-array', 'Uint8ClampedArray'], 'Uint8ClampedArray'],
      ['an unknown kind', [1], ['buffer', 'Uint8Array'], 'Uint8Array'],
      ['a name of another case', '1', 'BigInt', 'BigInt'],
      ['a function', 'alert(1)', 'function', 'function'],
      ['an inherited name', {}, 'toString', 'toString'],
      ['__proto__ as type', {}, '__proto__', '__proto__'],
      ['constructor as type', {}, 'constructor', 'constructor'],
      ['__proto__ as custom', [], ['custom', '__proto__'], '__proto__'],
      ['__proto__ as class', {}, ['class', '__proto__'], '__proto__'],
      ['an empty name', {}, '', ''],
    ]
    for (const [what, json, type, name] of unlisted) {
      it(what, async () => {
        await assertRejected(typed(json, [type]), blocked(name))
        await assertRejected(typed({ a: [json] }, { 'a.0': [type] }), blocked(name))
        await assertRejected(typed([[json]], ['set', { 0: [type] }]))
      })
    }

    for (const name of ['Missing', '__proto__', 'constructor', 'toString']) {
      it(`a plugin called ${name}`, () =>
        assertRejected(typed([name, null], [['custom', 'sealwax']]), blocked(name)))
    }
  })

  describe('refuses to swap prototypes', () => {
    const swaps: [what: string, text: string][] = [
      ['__proto__ as a key', '{"json":{"__proto__":{"polluted":1}}}'],
      ['__proto__ below', '{"json":{"a":[{"__proto__":{"polluted":1}}]}}'],
      ['constructor as a key', '{"json":{"constructor":{"prototype":{"polluted":1}}}}'],
      ['prototype as a key', '{"json":{"a":{"prototype":{"polluted":1}}}}'],
      ['__proto__ by an escape', '{"json":{"\\u005f_proto__":{"polluted":1}}}'],
      ['__proto__ beside the data', '{"json":{},"__proto__":{"polluted":1}}'],
      ['__proto__ in meta', '{"json":1,"meta":{"values":["undefined"],"v":1,"__proto__":{}}}'],
      ['a path to __proto__', typed({ a: '1' }, { '__proto__.polluted': ['bigint'] })],
      ['a path to constructor', typed({ a: '1' }, { 'constructor.prototype.a': ['bigint'] })],
      ['__proto__ as a path', '{"json":{"a":1},"meta":{"values":{"__proto__":["map"]},"v":1}}'],
      [
        'a Map in place of a prototype',
        '{"json":{"__proto__":[]},"meta":{"values":{"__proto__":["map"]},"v":1}}',
      ],
      [
        'a Map key called __proto__ in an object',
        typed([['a', JSON.parse('{"__proto__":1}')]], ['map']),
      ],
    ]
    for (const [what, text] of swaps) it(what, () => assertRejected(text))

    it('but takes __proto__ as the key of a Map, where it is data', async () => {
      const map = new Map([['__proto__', 1]])
      assert.deepStrictEqual(await codec.read(codec.write(map)), map)
    })
  })

  describe('refuses references', () => {
    const references: [what: string, equalities: unknown][] = [
      ['of two places', { a: ['b'] }],
      ['to the root', [['a']]],
      ['to the root and more', [['a'], { a: ['b'] }]],
      ['to a prototype', { a: ['__proto__.polluted'] }],
      ['that are empty', {}],
      ['that are null', null],
    ]
    for (const [what, referentialEqualities] of references) {
      it(what, async () => {
        const json = { a: {}, b: {} }
        await assertRejected(JSON.stringify({ json, meta: { referentialEqualities, v: 1 } }))
        const values = { a: ['undefined'] }
        const meta = { values, referentialEqualities, v: 1 }
        await assertRejected(JSON.stringify({ json: { a: null, b: null }, meta }))
      })
    }
  })

  describe('refuses annotations that fit no place, or not just one', () => {
    const misplaced: [what: string, text: string][] = [
      ['a missing key', typed({ a: '1' }, { b: ['bigint'] })],
      ['a missing key below', typed({ a: { b: '1' } }, { 'a.c': ['bigint'] })],
      ['a missing index', typed(['1'], { 1: ['bigint'] })],
      ['a negative index', typed(['1'], { '-1': ['bigint'] })],
      ['an index with a leading zero', typed(['1'], { '00': ['bigint'] })],
      ['an index with a fraction', typed(['1'], { '0\\.0': ['bigint'] })],
      ['the length of a list', typed(['1'], { length: ['bigint'] })],
      ['a place inside a string', typed('11', { 0: ['bigint'] })],
      ['a place inside null', typed(null, { a: ['undefined'] })],
      ['an inherited key', typed({ a: 1 }, { toString: ['undefined'] })],
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
      ['a place inside bytes', typed([1], [['typed-array', 'Uint8Array'], { 0: ['undefined'] }])],
      ['a place inside a plugin', typed(['Buffer', ''], [['custom', 'sealwax'], { 1: ['set'] }])],
      ['a place inside a bigint', typed('1', ['bigint', { 0: ['undefined'] }])],
      ['a bad escape', typed({ 'a\\x': '1' }, { 'a\\x': ['bigint'] })],
      ['an escape at the end', typed({ 'a\\': '1' }, { 'a\\': ['bigint'] })],
      ['a key with a dot that is not escaped', typed({ 'a.b': '1' }, { 'a.b': ['bigint'] })],
    ]
    for (const [what, text] of misplaced) it(what, () => assertRejected(text))
  })

  describe('refuses a wire format of another form', () => {
    const forms: [what: string, text: string][] = [
      ['an empty text', ''],
      ['no JSON', '{"json":'],
      ['JSON with more behind', '{"json":1}{"json":2}'],
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
      ['a bare object below the root', typed({ a: { b: '1' } }, { a: { b: ['bigint'] } })],
      ['a type that is a number', typed(1, [1])],
      ['a type that is null', typed(1, [null])],
      ['a type of one name in a list', typed(1, [['set']])],
      ['a type of three names', typed(1, [['custom', 'sealwax', 'x']])],
      ['a type of numbers', typed(1, [['custom', 1]])],
    ]
    for (const [what, text] of forms) it(what, () => assertRejected(text))
  })

  describe('refuses leaves that the writer would spell otherwise', () => {
    const bytes = ['typed-array', 'Uint8Array']
    const plugin = ['custom', 'sealwax']
    const leaves: [what: string, type: unknown, ...json: unknown[]][] = [
      ['undefined', 'undefined', 'x', 0, false, '', [], {}],
      [
        'numbers',
        'number',
        1,
        '1',
        'Infinity ',
        '+Infinity',
        '-NaN',
        '0',
        '-0.0',
        '0x10',
        '',
        null,
        [],
      ],
      [
        'bigints',
        'bigint',
        1,
        '',
        '-0',
        '00',
        '+1',
        ' 1',
        '1n',
        '0x1f',
        '1e3',
        '1_0',
        null,
        {},
        [],
      ],
      [
        'dates',
        'Date',
        0,
        '',
        'now',
        '2026',
        '2026-02-03',
        '2026-02-30T00:00:00.000Z',
        '2026-02-03T04:05:06Z',
        '2026-02-03T04:05:06.789+00:00',
        'Invalid Date',
        null,
        {},
      ],
      [
        'URLs',
        'URL',
        1,
        '',
        '/path',
        'http://EXAMPLE.org/',
        'http://a',
        'http://a/ ',
        ' http://a/',
        'http://a:80/',
        null,
        {},
      ],
      ['sets', 'set', {}, 'ab', null, 1, [1, 1], [null, null], ['a', 'a']],
      [
        'maps',
        'map',
        {},
        'ab',
        null,
        1,
        [1],
        [[1]],
        [[1, 2, 3]],
        ['ab'],
        [{ 0: 1, 1: 2 }],
        [
          [1, 1],
          [1, 2],
        ],
      ],
      [
        'bytes',
        bytes,
        {},
        'ab',
        null,
        4_294_967_295,
        [256],
        [-1],
        [1.5],
        ['1'],
        [null],
        [[1]],
        { length: 1e9 },
      ],
      [
        'plugins',
        plugin,
        {},
        'Buffer',
        null,
        [],
        ['Buffer'],
        [null, ''],
        [['Buffer'], ''],
        [{ toString: 1 }, ''],
        ['Buffer', '', 0],
        ['Buffer', '', 1],
        ['Buffer', '', 1, 2],
      ],
    ]
    for (const [what, type, ...spellings] of leaves) {
      it(what, async () => {
        for (const json of spellings) await assertRejected(typed(json, [type]))
        for (const json of spellings) await assertRejected(typed([json], { 0: [type] }))
      })
    }

    it('numbers that JSON.parse reads and JSON.stringify never writes', async () => {
      for (const number of ['1e999', '-1e999', '-0', '-0.0']) {
        await assertRejected(`{"json":[${number}]}`)
      }
    })
  })

  describe('refuses quickly what is made to cost much', () => {
    const costly: [what: string, text: () => string][] = [
      ['lists a hundred thousand deep', () => deep('[', ']', 100_000)],
      ['objects a hundred thousand deep', () => deep('{"a":', '}', 100_000)],
      ['33 levels', () => deep('[', ']', 33)],
      [
        'a hundred thousand values',
        () => JSON.stringify({ json: Array.from({ length: 100_000 }, () => 0) }),
      ],
      [
        'a hundred thousand keys',
        () =>
          JSON.stringify({
            json: Object.fromEntries(Array.from({ length: 100_000 }, (_, key) => [`k${key}`, 0])),
          }),
      ],
      ['a bigint of 60,000 digits', () => typed('9'.repeat(60_000), ['bigint'])],
      [
        'a hundred bigints over the limit',
        () =>
          typed(
            Array.from({ length: 100 }, () => '9'.repeat(1025)),
            Object.fromEntries(Array.from({ length: 100 }, (_, key) => [key, ['bigint']])),
          ),
      ],
      ['a number of 60,000 digits', () => typed('9'.repeat(60_000), ['number'])],
      ['a date of 60,000 digits', () => typed(`+${'9'.repeat(60_000)}`, ['Date'])],
      ['a path of 60,000 segments', () => typed({ a: 1 }, { ['.'.repeat(60_000)]: ['undefined'] })],
      [
        'a path of 60,000 escapes',
        () => typed({ a: 1 }, { ['\\\\'.repeat(30_000)]: ['undefined'] }),
      ],
      [
        'annotations 10,000 deep',
        () =>
          `{"json":1,"meta":{"values":${'["set",{"0":'.repeat(10_000)}["set"]${'}]'.repeat(10_000)},"v":1}}`,
      ],
      [
        '5,000 annotations of one missing place',
        () =>
          typed(
            [],
            Object.fromEntries(Array.from({ length: 5000 }, (_, key) => [key, ['undefined']])),
          ),
      ],
      [
        '60,000 backtracking characters as regular expression',
        () => typed(`/${'(a+)+'.repeat(12_000)}/`, ['regexp']),
      ],
    ]
    for (const [what, text] of costly) it(what, () => assertRejected(text()))

    it('bytes beyond the range, without making room for them', async () => {
      const text = typed(
        Array.from({ length: 20_000 }, () => 300),
        [['typed-array', 'Uint8Array']],
      )
      await assertRejected(text)
    })
  })

  it('refuses what is no text', async () => {
    for (const odd of [undefined, 5, {}, Buffer.from('{"json":1}x')]) {
      await assert.rejects(codec.read(odd as string), { code: 'StateRejected' })
    }
  })

  it('gives data and nothing else for keys that programs look at', async () => {
    const json = { then: 'x', toString: 1, valueOf: null, toJSON: 'y', length: 9, nodeType: 1 }
    const back = await codec.read(JSON.stringify({ json }))
    assert.deepStrictEqual(back, json)
    assert.equal(Object.getPrototypeOf(back), Object.prototype)
  })
})
