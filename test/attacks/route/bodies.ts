import { gzipSync } from 'node:zlib'
import { type Attempt, absent, inChunks, multipart, part, STATE, urlencoded } from './attempt.ts'

const multi = 'multipart/form-data; boundary=cut'

const ofType = (type: string, expect: Attempt['expect'], body?: string | Buffer): Attempt => ({
  what: `the type ${type.slice(0, 80)}`,
  headers: [['Content-Type', type]],
  ...(body === undefined ? {} : { body }),
  expect,
})

/** Types that are no form in UTF-8. */
const types: readonly Attempt[] = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'text/html',
  '*/*',
  'x',
  'application/x-www-form-urlencoded2',
  'xapplication/x-www-form-urlencoded',
  'urlencoded',
  'application/x-www-form-urlencoded, text/plain',
  'application/*',
  'multipart/mixed; boundary=cut',
  'multipart/form-data',
  'multipart/form-data;',
  'multipart/form-data; boundary',
  'multipart/',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=""',
  'multipart/related',
  `multipart/form-data; boundary=${'x'.repeat(71)}`,
  'multipart/form-data; boundary="a"b',
  'multipart/form-data; boundary=a; boundary=b',
  "multipart/form-data; boundary*=utf-8''cut",
  'multipart/form-data; charset=utf-7; boundary=cut',
  'multipart/form-data; boundary=a\\b',
  ...[
    'utf-7',
    'utf-16',
    'utf-16le',
    'utf8',
    'latin1',
    'iso-8859-1',
    'x-user-defined',
    '"utf-7"',
  ].map((charset) => `${urlencoded}; charset=${charset}`),
].map((type) => ofType(type, 'UnsupportedType'))

/** Other spellings of a form in UTF-8. */
const rightTypes: readonly Attempt[] = [
  `${urlencoded};charset=utf-8`,
  `${urlencoded}; CHARSET="UTF-8"`,
  'Application/X-WWW-Form-UrlEncoded',
  `${urlencoded}; charset=utf-8; charset=utf-7`,
  `${urlencoded}; boundary=cut`,
  `${urlencoded};x=y`,
].map((type) => ofType(type, 200))

const encodings: readonly Attempt[] = [
  'gzip',
  'br',
  'deflate',
  'identity',
  'x-gzip',
  'zstd',
  'gzip, gzip',
].map((encoding) => ({
  what: `a body in ${encoding}`,
  headers: [['Content-Encoding', encoding]],
  body: gzipSync('_state=x'),
  expect: 'UnsupportedType',
}))

const form = (what: string, body: string, expect: Attempt['expect']): Attempt => ({
  what,
  body,
  expect,
})
const S = `_state=${STATE}`

/** JSON in a form, a form in JSON, and names that are nearly ours. */
const shapes: readonly Attempt[] = [
  ofType('application/json', 'UnsupportedType', `{"_state":"${STATE}"}`),
  ofType('text/plain', 'UnsupportedType', `${S}\r\n`),
  ofType(multi, 'BadRequest', S),
  ofType(multi, 'BadRequest', ''),
  ofType(multi, 'StateRejected', '--cut--'),
  ofType(multi, 'StateRejected', '--cut--\r\n'),
  ofType(multi, 'BadRequest', multipart(part('_state', STATE)).slice(0, -8)),
  ofType(multi, 'BadRequest', multipart(part('_state', STATE, '; filename="a"'))),
  ofType(multi, 'BadRequest', multipart('\r\n')),
  ofType(multi, 'BadRequest', multipart(`Content-Disposition: form-data\r\n\r\n${STATE}`)),
  ofType(multi, 'StateRejected', multipart(part('_state', STATE), part('_state', STATE))),
  ofType(multi, 200, multipart(part('_state', STATE))),
  ofType(multi, 200, multipart(part('_state', STATE), part('', 'x'), part('__proto__', 'x'))),
  form('JSON where a form should be', `{"_state":"${STATE}"}`, 'StateRejected'),
  form('JSON as the name of a field', `{"_state":"${STATE}","a":"=b"}`, 'StateRejected'),
  form('a multipart body that says it is none', multipart(part('_state', STATE)), 'StateRejected'),
  ...[
    '_state[]',
    '_state[0]',
    '_state.0',
    '_State',
    ' _state',
    '_state%00',
    '%5Fstate%20',
    '_state%5B%5D',
  ].map((name) => form(`a state by the name ${name}`, `${name}=${STATE}`, 'StateRejected')),
  form('a state by an escaped name', `%5f%73tate=${STATE}`, 200),
  ...['', '%00', '%ff', '{"id":1}', '[]', 'null', 'AQ', 'x'.repeat(70_000)].map((state) =>
    form(`the state ${state.slice(0, 20)}`, `_state=${state}`, 'StateRejected'),
  ),
  ...['%0a', '%20', '=', 'A', '%00', '+'].flatMap((more) => [
    form(`a state and ${more}`, `_state=${STATE}${more}`, 'StateRejected'),
    form(`${more} and a state`, `_state=${more}${STATE}`, 'StateRejected'),
  ]),
  form('an empty body', '', 'StateRejected'),
  form('separators only', '&&&&', 'StateRejected'),
  form('a semicolon for a separator', `a=1;${S}`, 'StateRejected'),
  form('a broken escape beside the state', `${S}&%=%zz&%e0%a4=%&=`, 200),
]

/** What comes twice. */
const doubles: readonly Attempt[] = [
  form('two states', `${S}&${S}`, 'StateRejected'),
  form('a state and an empty one', `${S}&_state`, 'StateRejected'),
  form('an empty state first', `_state=&${S}`, 'StateRejected'),
  form('a state under two spellings', `${S}&%5fstate=${STATE}`, 'StateRejected'),
  form('two lists of living children', `${S}&_live=[]&_live=[]`, 200),
  form('two new args', `${S}&_args=${STATE}&_args=${STATE}`, 'StateRejected'),
  form('two flashes', `${S}&_flash=s&_flash=x`, 200),
  form('two lineages', `${S}&_once=a&_once=b`, 200),
  form('two forms', `${S}&_form=rename&_form=pay&_field=a&_field=b`, 200),
  form('two public states', `${S}&_public={}&_public={}`, 'BadRequest'),
]

const inPieces = (what: string, chunks: readonly string[], expect: Attempt['expect']): Attempt => ({
  what,
  chunks,
  expect,
})

/** Bodies in chunks, written by hand where HTTP has no such form. */
const chunks: readonly Attempt[] = [
  inPieces('a body in chunks', [S], 200),
  inPieces('chunks of one byte', [...Array.from('_state='), STATE, ...Array.from('&a=1')], 200),
  inPieces('an escape cut by chunks', [`${S}&a=%e2`, '%8', '2%a', 'c'], 200),
  inPieces('no chunk at all', [], 'StateRejected'),
  inPieces('more than a body may have', Array<string>(17).fill('x'.repeat(65_536)), 'TooLarge'),
  ...[
    ['8;a=b;c="d"\r\n_state=x\r\n0\r\n\r\n', 'StateRejected'],
    ['0\r\nContent-Type: text/plain\r\n\r\n', 'StateRejected'],
    ['x\r\n', 'http'],
    ['-1\r\n', 'http'],
    ['0x8\r\n_state=x\r\n0\r\n\r\n', 'http'],
    ['10000000000000000\r\n', 'http'],
    ['8 \r\n_state=x\r\n', 'http'],
  ].map(([body = '', expect = '']) => ({
    what: `the chunk ${JSON.stringify(body)}`,
    headers: [inChunks],
    body,
    expect,
  })),
]

const many = (count: number, field: string) => `${S}${field.repeat(count - 1)}`
const manyParts = (count: number) =>
  multipart(part('_state', STATE), ...Array<string>(count - 1).fill(part('a', '1')))

/** Giant counts, just within the limits and far beyond. */
const giants: readonly Attempt[] = [
  form('as many fields as allowed', many(1000, '&a=1'), 200),
  form('one field more', many(1001, '&a=1'), 'TooLarge'),
  form('a million empty fields', '&'.repeat(1_000_000), 'TooLarge'),
  form('half a million names', '&a'.repeat(500_000), 'TooLarge'),
  form('half a million escapes', `${S}&a=${'%41'.repeat(300_000)}`, 200),
  form('half a million broken escapes', `${S}&a=${'%'.repeat(500_000)}`, 200),
  form('a name of half a million dots', `${S}&a${'.a'.repeat(250_000)}=1`, 200),
  form('as large as allowed', `${S}&a=`.padEnd(2 ** 20 - 2000, 'x'), 200),
  form('one byte more', 'x'.repeat(2 ** 20 + 1), 'TooLarge'),
  ofType(multi, 200, manyParts(1000)),
  ofType(multi, 'TooLarge', manyParts(1001)),
  ofType(multi, 'TooLarge', '--cut\r\n'.repeat(140_000)),
  ofType(multi, 'TooLarge', '--cut'.repeat(200_000)),
]

/** The length of a body, said in other ways. */
const lengths: readonly Attempt[] = [
  ['Content-Length', '1048577', 'TooLarge'],
  ['Content-Length', '9007199254740993', 'TooLarge'],
  ['Content-Length', '99999999999999999999', 'http'],
  ['Content-Length', '-1', 'http'],
  ['Content-Length', '0x10', 'http'],
  ['Content-Length', '1e3', 'http'],
  ['Content-Length', '+8', 'http'],
  ['Content-Length', '8, 8', 'http'],
  ['Content-Length', '8\x00', 'http'],
].map(([name = '', value = '', expect = '']) => ({
  what: `${name}: ${value}`,
  headers: [[name, value]],
  body: '_state=x',
  expect,
}))

const noType: Attempt = {
  what: 'no type at all',
  headers: [['Content-Type', absent]],
  expect: 'UnsupportedType',
}

export const bodies: readonly Attempt[] = [
  ...[types, rightTypes, encodings, shapes, doubles, chunks, giants, lengths].flat(),
  noType,
]
