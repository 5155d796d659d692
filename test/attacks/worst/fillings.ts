import { Decimal } from 'decimal.js'
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import nunjucks from 'nunjucks'
import { createCodec, defaultLimits } from 'sealwax/core'
import { bytes } from 'sealwax/plugins/bytes'
import { decimal } from 'sealwax/plugins/decimal'
import { modelReference } from 'sealwax/plugins/model'
import { queryReference } from 'sealwax/plugins/query'
import { safeString } from 'sealwax/plugins/safe-string'
import { temporal } from 'sealwax/plugins/temporal'
import { url } from 'sealwax/plugins/url'
import { Temporal } from 'temporal-polyfill'

interface Row {
  readonly id: number
}

const rows = modelReference({
  name: 'row',
  keyOf: ({ id }: Row) => id,
  load: (ids) => ids.map((id) => ({ id })),
})

const db = new Kysely<{ todos: { id: number; title: string } }>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})
const todos = db.selectFrom('todos')

export const plugins = [
  decimal,
  temporal,
  rows,
  queryReference({ db, tables: { todos: ['id', 'title'] }, functions: ['lower'] }),
]

function list<T>(length: number, make: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => make(n))
}

/** Puts a value into containers of its own, one in another. */
function nest(levels: number, value: unknown, wrap: (value: unknown) => unknown): unknown {
  return levels === 0 ? value : nest(levels - 1, wrap(value), wrap)
}

const { SafeString } = nunjucks.runtime
const zones = Intl.supportedValuesOf('timeZone')
const dated = { at: new Date(0) }
const twice = (value: unknown) => [value, value]

/** What fills a state with so many of a kind, by what they are. */
const kinds: Readonly<Record<string, (count: number) => unknown>> = {
  numbers: (count) => list(count, (n) => n % 10),
  'texts of one quote': (count) => list(count, () => "'"),
  'one text of quotes': (count) => '"'.repeat(count),
  'empty lists': (count) => list(count, () => []),
  'names in one object': (count) => Object.fromEntries(list(count, (n) => [`k${n}`, 0])),
  'objects of different names': (count) => list(count, (n) => ({ [n]: 0 })),
  'lists in lists': (count) => list(count, () => nest(28, 0, (value) => [value])),
  'Maps in Maps': (count) => list(count, () => nest(14, 0, (value) => new Map([[0, value]]))),
  'a list that is shared at each level': (count) => nest(count, 1, twice),
  'a bigint that is shared at each level': (count) => nest(count, 1n, twice),
  'one object with a date, again and again': (count) => list(count, () => dated),
  'Maps with Sets and objects': (count) =>
    list(count, () => new Map([[{ a: 1n }, new Set([1, 'b'])]])),
  'keys in one Map': (count) => new Map(list(count, (n) => [n, 0])),
  'items in one Set': (count) => new Set(list(count, (n) => n)),
  'values that are undefined': (count) => list(count, () => undefined),
  bigints: (count) => list(count, BigInt),
  'bigints of a thousand digits': (count) => list(count, (n) => 10n ** 1000n + BigInt(n)),
  dates: (count) => list(count, (n) => new Date(n)),
  'bytes in one Uint8Array': (count) => new Uint8Array(count),
  Buffers: (count) => list(count, () => Buffer.of(1)),
  'bytes in one Buffer': (count) => Buffer.alloc(count),
  URLs: (count) => list(count, (n) => new URL(`http://a/${n}`)),
  'parts of one URL': (count) => new URL(`http://a/${'%41/'.repeat(count)}`),
  'pairs of one URLSearchParams': (count) =>
    new URLSearchParams(list(count, (): [string, string] => ['a', '&'])),
  SafeStrings: (count) => list(count, () => new SafeString('<b>')),
  decimals: (count) => list(count, (n) => new Decimal(n)),
  'decimals of four thousand digits': (count) =>
    list(count, () => new Decimal(`1.${'7'.repeat(4000)}`)),
  'times in all time zones': (count) =>
    list(count, (n) => new Temporal.ZonedDateTime(0n, zones[n % zones.length] as string)),
  'times in one time zone': (count) => list(count, () => new Temporal.ZonedDateTime(0n, 'UTC')),
  'dates of another calendar': (count) =>
    list(count, () => new Temporal.PlainDate(2026, 2, 3, 'gregory')),
  months: (count) => list(count, () => new Temporal.PlainYearMonth(2026, 2)),
  durations: (count) => list(count, (days) => Temporal.Duration.from({ days })),
  'references to rows': (count) => list(count, (id) => rows.of({ id })),
  'names in one query': (count) => todos.select(list(count, (n) => `id as n${n}` as 'id')),
  'values in one query': (count) => todos.select('id').where('id', 'in', list(count, Number)),
  'functions in one query': (count) =>
    todos.select(({ fn }) => list(count, (n) => fn('lower', ['title']).as(`n${n}`))),
  queries: (count) => list(count, () => todos.select('id')),
}

export const kindsOfValues = Object.keys(kinds)

/** A state has some values and characters beside what fills it. */
const limits = { ...defaultLimits, maxNodes: 9900 }
const beside = 500
const codec = createCodec({ plugins: [...plugins, safeString, ...bytes, url], limits })

/**
 * Fills a state with as many values of a kind as fit into it.
 * @param maxLength bytes of its text
 */
export function fillWith(kind: string, maxLength: number): unknown {
  const make = kinds[kind] as (count: number) => unknown
  const fits = (count: number) => hasRoomFor(make(count), maxLength - beside)
  let step = 1
  while (fits(step * 2)) step *= 2
  let count = step
  for (; step >= 1; step /= 2) if (fits(count + step)) count += step
  return make(count)
}

function hasRoomFor(value: unknown, maxLength: number): boolean {
  try {
    return (
      Buffer.byteLength(codec.write(['', '', 0, 0, '', 0, {}, {}, { held: value }])) <= maxLength
    )
  } catch {
    return false
  }
}
