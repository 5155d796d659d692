import { listed } from '../listed.ts'

/** What no plugin takes for the payload of its type. */
const junk = listed(
  'null | true | 1.5 | {} | [null] | [[[]]] | [{}] | {"length":1e9} | {"then":"x"}',
  '{"toString":"x","valueOf":"y"}',
)

/** Looks like the id of a file, which is not there. */
const fileId = 'a'.repeat(32)
const nines = (length: number) => '9'.repeat(length)
const select = (table: object, ...selections: object[]) => ({
  kind: 'SelectQueryNode',
  from: { kind: 'FromNode', froms: [table] },
  selections: selections.map((selection) => ({ kind: 'SelectionNode', selection })),
})
const named = (kind: string, name: string) => ({
  kind,
  identifier: { kind: 'IdentifierNode', name },
})
const table = (name: string) => ({
  kind: 'TableNode',
  table: named('SchemableIdentifierNode', name),
})
const column = (name: string) => ({
  kind: 'ReferenceNode',
  column: { kind: 'ColumnNode', column: { kind: 'IdentifierNode', name } },
})
const raw = { kind: 'RawNode', sqlFragments: ['(select password from users)'], parameters: [] }
const id = column('id')
const where = (expression: object) => ({
  ...select(table('todos'), id),
  where: { kind: 'WhereNode', where: expression },
})
const compared = (operator: string, value: unknown) =>
  where({
    kind: 'BinaryOperationNode',
    leftOperand: id,
    operator: { kind: 'OperatorNode', operator },
    rightOperand: { kind: 'ValueNode', value },
  })

/** By plugin, payloads that it has to refuse. */
export const refusedPayloads: Readonly<Record<string, readonly unknown[]>> = {
  Decimal: [
    ...junk,
    ...listed(
      '"" | " 1" | "1 " | "+1" | "01" | "1e3" | "1_0" | "0x1f" | "0b1" | "0o7" | "0x1p+999999" | "1n"',
      '"1\\n" | "constructor" | "__proto__" | "-NaN" | "infinity" | "\\u0661" | "1e+9000000000000001"',
      '{"s":1,"e":0,"d":[5],"toStringTag":"[object Decimal]"}',
    ),
    `${nines(4096)}x`,
    nines(40_000),
    `0x${'f'.repeat(4000)}`,
    `1e+${nines(4000)}`,
  ],
  Temporal: [
    ...junk,
    ...['Instant', 'PlainDate', 'Now', 'constructor', '__proto__', 'toString', ''].flatMap(
      (type) => [[type], [type, 'now'], [type, ''], [type, nines(256)], [type, nines(40_000)]],
    ),
    ...listed(
      '["Now","instant"] | ["PlainDate","2026-02-03","basic"] | ["PlainDate","2026-02-03","full",1]',
      '["PlainDate",["2026-02-03"]] | ["PlainDate",{"year":2026,"month":2,"day":3}]',
      '["PlainDate","2026-02-03[u-ca=__proto__]"] | ["Duration",",,,,,,,,,"]',
      '["ZonedDateTime","2026-07-01T10:00:00Z[../../etc/passwd][u-ca=iso8601]"]',
      '["ZonedDateTime","2026-07-01T10:00:00Z[__proto__][u-ca=iso8601]"]',
      '["Duration","Infinity,0,0,0,0,0,0,0,0,0"]',
    ),
    ['PlainDate', `2026-02-03${'[u-ca=gregory]'.repeat(15)}`],
    ['PlainTime', `00:00:00.${nines(200)}`],
  ],
  Buffer: [
    ...junk,
    ...listed(
      '"eA" | "eB==" | "e A==" | "-_8=" | "eA==\\n" | "=" | "\\u00e4\\u00e4\\u00e4\\u00e4" | [1,2]',
      '{"type":"Buffer","data":[1]} | 1073741824',
    ),
    '='.repeat(40_000),
  ],
  ArrayBuffer: [
    ...junk,
    ...listed('"eA" | 1073741824 | {"byteLength":1073741824}'),
    `${'AAAA'.repeat(10_000)}=`,
  ],
  URLSearchParams: [
    ...junk,
    ...listed(
      '"a=1" | "" | {"a":"b"} | [["a"]] | [["a",1]] | [["a",["b"]]] | [["a","b","c"]] | ["ab"]',
      '[["\\ud800",""]] | [[{"toString":"a"},"b"]]',
    ),
  ],
  SafeString: [...junk, ...listed('1 | ["<b>"] | {"val":"<b>","length":3}')],
  todo: [
    ...listed(
      'null | true | 1.5 | {} | [] | [null] | [[]] | [{}] | {"length":1e9} | 9007199254740992 | [[1]]',
      '{"bigint":1} | {"bigint":""} | {"bigint":"01"} | {"bigint":"1","x":1} | {"bigint":"0x1"}',
      '[1,null] | {"raw":"1 or 1=1"}',
    ),
    { bigint: nines(101) },
    { bigint: nines(40_000) },
  ],
  query: [
    ...junk,
    ...listed(
      '"select password from users" | "todos" | {"kind":"SelectQueryNode","sql":"select 1"}',
    ),
    raw,
    select(table('users'), column('name')),
    select(table('sqlite_master'), column('sql')),
    select(table('todos'), column('done')),
    select(table('todos'), { kind: 'SelectAllNode' }),
    select(table('todos'), raw),
    select(table('todos" union select password from users --'), id),
    { ...select(table('todos'), id), endModifiers: [raw] },
    { ...select(table('todos'), id), explain: { format: 'json' } },
    where(raw),
    compared('= 0 or 1 =', 1),
    compared('=', { bigint: nines(101) }),
    compared('=', { date: 'now' }),
    { kind: 'DeleteQueryNode', from: { kind: 'FromNode', froms: [table('todos')] } },
    { kind: 'DropTableNode', table: table('todos') },
  ],
  file: [
    ...junk,
    ...listed('"" | 1 | "../a" | "/etc/passwd" | "a"'),
    'A'.repeat(32),
    'g'.repeat(32),
    fileId.slice(1),
    `${fileId}a`,
    `${fileId}\0`,
    `${fileId}\n`,
    `${fileId}.json`,
    `../${fileId.slice(3)}`,
    [fileId],
    { id: fileId },
    'a'.repeat(40_000),
  ],
  thenable: [null],
  Missing: junk,
  constructor: junk,
  __proto__: junk,
}

/** By plugin, payloads that it takes, for something that is not there. */
export const gonePayloads: Readonly<Record<string, readonly unknown[]>> = {
  todo: [0, -1, 99, Number.MAX_SAFE_INTEGER, "1' or 1=1 --", '1 or 1=1', '', 'todos', '__proto__'],
  file: [fileId, '0'.repeat(32)],
}

/** By plugin, payloads that it takes, and what `String` makes of the value. */
export const takenPayloads: readonly (readonly [plugin: string, payload: unknown, text: string])[] =
  [
    ['Decimal', '0.1', '0.1'],
    ['Temporal', ['PlainDate', '2026-02-03'], '2026-02-03'],
    ['Buffer', 'eA==', 'x'],
    ['URLSearchParams', [['a', '<b>']], 'a=%3Cb%3E'],
    ['SafeString', '<b>', '<b>'],
    ['todo', 1, '[object Object]'],
    ['query', select(table('todos'), id), '[object Object]'],
  ]
