import { type Kysely, sql } from 'kysely'
import { allowedQueries, openQueries, otherQueries, type Payload, type Query } from './queries.ts'

/** One place for a node or a value in a payload. */
export interface Place {
  readonly parent: any
  readonly key: string | number
  /** Kind and property of the node around it. */
  readonly name: string
}

/** A database, payloads of all that is allowed, and ways to seal them with something else in a place. */
export async function openForgery() {
  const opened = await openQueries()
  const { db, payloadOf, forge } = opened
  const samples = [...Object.values(allowedQueries(db)), ...Object.values(otherQueries())].map(
    payloadOf,
  )
  /** Each place of each property that holds such a thing, once. */
  const placesOf = (isSuch: (held: any) => boolean): [payload: Payload, place: Place][] => {
    const found = new Map<string, [Payload, Place]>()
    for (const payload of samples) {
      for (const place of placesIn(payload)) {
        if (isSuch(place.parent[place.key])) found.set(place.name, [payload, place])
      }
    }
    return [...found.values()]
  }
  return {
    ...opened,
    /** Builds whatever it is asked for. */
    any: db as unknown as Kysely<any>,
    samples,
    placesOf,
    nodePlaces: () => placesOf((held) => held?.kind !== undefined),
    findPlace: (name: string): [payload: Payload, place: Place] => {
      for (const payload of samples) {
        for (const place of placesIn(payload)) if (place.name === name) return [payload, place]
      }
      throw new Error(`No ${name} in these queries.`)
    },
    /** Seals a payload with one place changed; puts it back as it was. */
    forgeWith: async (payload: Payload, { parent, key }: Place, value: unknown): Promise<Query> => {
      const before = parent[key]
      parent[key] = value
      try {
        return await forge(payload)
      } finally {
        if (before === undefined) delete parent[key]
        else parent[key] = before
      }
    },
  }
}

export function* placesIn(node: any, name = 'query'): Generator<Place> {
  for (const [key, value] of Object.entries(node)) {
    const place = Array.isArray(node) ? name : `${node.kind}.${key}`
    if (key !== 'kind')
      yield { parent: node, key: Array.isArray(node) ? Number(key) : key, name: place }
    if (typeof value === 'object' && value !== null) yield* placesIn(value, place)
  }
}

export function nodesIn(payload: Payload): Payload[] {
  return [
    payload,
    ...[...placesIn(payload)].map(({ parent, key }) => parent[key]).filter((node) => node?.kind),
  ]
}

/** The same node, with its kind in a list. */
export function inList(node: Payload): object {
  return { ...node, kind: [node.kind] }
}

/** Kind of a node, type of anything else. */
export function sortOf(part: any): string {
  return part?.kind ?? typeof part
}

/** Real nodes of the kinds that do harm. */
export function nodesOf(db: Kysely<any>): Record<string, unknown> {
  const open = db.selectFrom('todos')
  const raw = sql`(select password from users)`.toOperationNode()
  const merge = db
    .mergeInto('todos')
    .using('users', 'users.id', 'todos.id')
    .whenMatched()
    .thenDelete()
  const nodes = [
    raw,
    db.insertInto('todos').values({ title: 'x' }).toOperationNode(),
    db.updateTable('todos').set({ title: 'x' }).toOperationNode(),
    db.deleteFrom('todos').toOperationNode(),
    merge.toOperationNode(),
    db.schema.dropTable('todos').toOperationNode(),
    db.schema.createTable('x').addColumn('id', 'integer').toOperationNode(),
    db.schema.alterTable('todos').renameTo('x').toOperationNode(),
    db.schema.createView('x').as(open.selectAll()).toOperationNode(),
    { kind: 'CastNode', expression: raw, dataType: { kind: 'DataTypeNode', dataType: 'text' } },
    { kind: 'DataTypeNode', dataType: 'text) from users --' },
    { kind: 'FetchNode', rowCount: { kind: 'ValueNode', value: 1 }, modifier: 'only' },
    { kind: 'TopNode', expression: '1) * from users --' },
    { kind: 'ListNode', items: [raw] },
    { kind: 'ValuesNode', values: [] },
  ]
  return Object.fromEntries(nodes.map((node) => [node.kind, JSON.parse(JSON.stringify(node))]))
}

/** Texts and values that Kysely would write into the SQL as they are, by the place that they stand in. */
const raw = [
  'x',
  '',
  'asc; drop table todos',
  '= 1 or 1 =',
  'union all',
  'outer apply',
  'constructor',
  '__proto__',
]
const more: Readonly<Record<string, readonly unknown[]>> = {
  'OperatorNode.operator': ['-- ', ';', '->', '~', 'collate'],
  'JoinNode.joinType': ['Using', 'OuterApply', 'CrossApply'],
  'SetOperationNode.operator': ['minus', 'union all'],
  'SetOperationNode.all': ['false', 1],
  'SelectModifierNode.modifier': ['ForUpdate', 'ForShare', 'NoWait', 'SkipLocked'],
  'OrderByItemNode.nulls': ['first, x'],
  'RawNode.sqlFragments': [
    ['desc', 'x'],
    [],
    ['ASC'],
    ['desc nulls last'],
    [['desc']],
    { 0: 'desc', length: 1 },
  ],
  'RawNode.parameters': [[{ kind: 'ValueNode', value: 1 }]],
  'FunctionNode.func': ['COUNT', 'count(', 'max'],
  'AggregateFunctionNode.func': ['COUNT', 'count(', 'max'],
  'AggregateFunctionNode.distinct': ['true', 1],
  'CommonTableExpressionNode.materialized': ['true', 1],
  'CaseNode.isStatement': [true, 1],
  'ValueNode.immediate': ['true', 1],
}

/** By place, what must not stand there. */
export const rawPlaces: readonly (readonly [place: string, values: readonly unknown[]])[] =
  Object.entries(more).map(([place, values]) => [place, [...raw, ...values, null, {}]])

/** Places of names. */
export const namePlaces = [
  'AliasNode.alias',
  'ColumnNode.column',
  'CollateNode.collation',
  'SchemableIdentifierNode.identifier',
]

/** What is no plain name. */
export const names: readonly unknown[] = [
  '"',
  'id" from users --',
  'a.b',
  'a b',
  '',
  'ſ',
  'é',
  '\0',
  'a\nb',
  '*',
  'a'.repeat(64),
  1,
  ['id'],
]

/** What is no node. */
export const noNodes: readonly unknown[] = [
  null,
  1,
  'x',
  true,
  [],
  {},
  { kind: 'constructor' },
  { kind: '__proto__' },
  { kind: ['ReferenceNode'] },
]

/** What only a query that leaks has among its rows. */
export const secrets = /hunter2|letmein|owner|guest|create table/i
