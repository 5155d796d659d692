import { type Attack, type Payload, typed } from './payload.ts'

const bytes = ['typed-array', 'Uint8Array']
const plugin = ['custom', 'sealwax']

/** JSON that does not stand for a value of the type, or is not the writer's own spelling: one line each. */
const spellings: readonly (readonly [what: string, type: unknown, ...json: string[]])[] = [
  ['undefined', 'undefined', '"x" | 0 | false | "" | [] | {} | "undefined"'],
  [
    'numbers',
    'number',
    '1 | "1" | "Infinity " | "+Infinity" | "-NaN" | "0" | "-0.0" | "0x10" | "" | null | []',
    '"nan" | "1e999" | "\u221e" | ["NaN"] | {"valueOf":"NaN"}',
  ],
  [
    'bigints',
    'bigint',
    '1 | "" | "-0" | "00" | "+1" | " 1" | "1n" | "0x1f" | "1e3" | "1_0" | null | {} | []',
    '"0b1" | "--1" | "1\\n" | "\u0661" | "1." | ["1"] | "1,0"',
  ],
  [
    'dates',
    'Date',
    '0 | "" | "now" | "2026" | "2026-02-03" | "2026-02-30T00:00:00.000Z" | "2026-02-03T04:05:06Z"',
    '"2026-02-03T04:05:06.789+00:00" | "Invalid Date" | null | {} | "2026-02-03t04:05:06.789z"',
    '"+002026-02-03T04:05:06.789Z" | "2026-02-03T24:00:00.000Z" | "+275760-09-13T00:00:00.001Z"',
    '["2026-02-03T04:05:06.789Z"]',
  ],
  [
    'URLs',
    'URL',
    '1 | "" | "/path" | "http://EXAMPLE.org/" | "http://a" | "http://a/ " | " http://a/" | null | {}',
    '"http://a:80/" | "http://a/../b" | "http:\\\\\\\\a\\\\b" | "http://a/\\n" | "http://1/" | "//a/"',
    '"http://%61/" | "http://\u00e4/" | "HTTP://a/" | "http://a@/" | "java\\nscript:x" | ["http://a/"]',
  ],
  ['sets', 'set', '{} | "ab" | null | 1 | [1,1] | [null,null] | ["a","a"] | [true,1,true]'],
  [
    'maps',
    'map',
    '{} | "ab" | null | 1 | [1] | [[1]] | [[1,2,3]] | ["ab"] | [{"0":1,"1":2}] | [[1,1],[1,2]]',
    '[[null,1],[null,2]] | [["a",1],["a",1]] | [[]] | [[1,2],null] | {"0":[1,2],"length":1}',
  ],
  [
    'bytes',
    bytes,
    '{} | "ab" | null | 4294967295 | 1073741824 | "1073741824" | [256] | [-1] | [1.5] | ["1"]',
    '[null] | [[1]] | {"length":1e9} | {"length":1073741824} | {"0":1,"length":1} | [true]',
  ],
  [
    'plugins',
    plugin,
    '{} | "Buffer" | null | [] | ["Buffer"] | [null,""] | [["Buffer"],""] | [{"toString":1},""]',
    '["Buffer","",0] | ["Buffer","",1] | ["Buffer","",1,2] | ["ArrayBuffer",1073741824]',
    '["Buffer",1073741824] | ["Buffer",{"length":1073741824}] | ["Buffer",["Buffer",""]] | [[],""]',
  ],
]

function payloadOf([what, type, ...lines]: (typeof spellings)[number]): Payload {
  const texts = lines
    .flatMap((line) => line.split(' | '))
    .flatMap((json) => [
      `{"json":${json},"meta":{"values":${JSON.stringify([type])},"v":1}}`,
      `{"json":[${json}],"meta":{"values":${JSON.stringify({ 0: [type] })},"v":1}}`,
    ])
  return { what, texts }
}

const numbers = ['1e999', '-1e999', '-0', '-0.0'].map((number) => `{"json":[${number}]}`)

const long = (part: string, times = 60_000) => part.repeat(times)
const listed = (length: number, item: (index: number) => unknown) =>
  Array.from({ length }, (_, i) => item(i))
const keyed = (length: number, value: unknown) =>
  Object.fromEntries(listed(length, (key) => [`k${key}`, value]) as [string, unknown][])
const deep = (open: string, close: string, depth: number) => () =>
  `{"json":${open.repeat(depth)}1${close.repeat(depth)}}`

/** What would take long, or much room, if it were done. */
const costs: readonly (readonly [what: string, text: () => string])[] = [
  ['lists a hundred thousand deep', deep('[', ']', 100_000)],
  ['objects a hundred thousand deep', deep('{"a":', '}', 100_000)],
  ['33 levels', deep('[', ']', 33)],
  ['a hundred thousand values', () => JSON.stringify({ json: listed(100_000, () => 0) })],
  ['twelve thousand keys', () => JSON.stringify({ json: keyed(12_000, 0) })],
  ['a bigint of 60,000 digits', () => typed(long('9'), ['bigint'])],
  [
    'a hundred bigints over the limit',
    () =>
      typed(
        listed(100, () => long('9', 1025)),
        Object.fromEntries(listed(100, (key) => [key, ['bigint']]) as [string, unknown][]),
      ),
  ],
  ['a number of 60,000 digits', () => typed(long('9'), ['number'])],
  ['a date of 60,000 digits', () => typed(`+${long('9')}`, ['Date'])],
  ['a date of 60,000 spaces', () => typed(`${long(' ')}2026`, ['Date'])],
  ['a URL of 60,000 letters in its host', () => typed(`http://${long('\u00fc')}/`, ['URL'])],
  ['a URL of 60,000 escapes in its host', () => typed(`http://${long('%41')}/`, ['URL'])],
  ['a URL of 60,000 steps up', () => typed(`http://a/${long('../')}`, ['URL'])],
  ['a path of 60,000 segments', () => typed({ a: 1 }, { [long('.')]: ['undefined'] })],
  ['a path of 30,000 escapes', () => typed({ a: 1 }, { [long('\\\\', 30_000)]: ['undefined'] })],
  [
    'annotations 10,000 deep',
    () =>
      `{"json":1,"meta":{"values":${long('["set",{"0":', 10_000)}["set"]${long('}]', 10_000)},"v":1}}`,
  ],
  [
    '5,000 annotations of one missing place',
    () => {
      const entries = listed(5000, (key) => [key, ['undefined']]) as [string, unknown][]
      return typed([], Object.fromEntries(entries))
    },
  ],
  [
    '60,000 backtracking characters as regular expression',
    () => typed(`/${long('(a+)+', 12_000)}/`, ['regexp']),
  ],
  [
    '20,000 bytes beyond the range',
    () =>
      typed(
        listed(20_000, () => 300),
        [['typed-array', 'Uint8Array']],
      ),
  ],
  ['a type of 60,000 characters', () => typed(1, [long('a')])],
  ['a plugin of 60,000 characters', () => typed([long('a'), 1], [['custom', 'sealwax']])],
  ['base64 with a mistake at its end', () => typed(['Buffer', `${long('AAAA')}=`], [plugin])],
  [
    'a Set of 9,999 items and one of them twice',
    () => typed([...listed(9998, (item) => item), 0], ['set']),
  ],
]

/** Values that the writer would spell otherwise, and what is made to cost much. */
export const leaves: readonly Attack[] = [
  {
    aims: 'leaves that the writer would spell otherwise',
    payloads: [
      ...spellings.map(payloadOf),
      { what: 'numbers that JSON.parse reads and JSON.stringify never writes', texts: numbers },
    ],
  },
  {
    aims: 'quickly what is made to cost much',
    payloads: costs.map(([what, text]) => ({ what, texts: [text] })),
  },
]
