import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { type Kysely, sql } from 'kysely'
import type { SealwaxError } from 'sealwax/core'
import { textWith } from './facts.ts'
import { allowedQueries, openQueries, otherQueries, type Payload, type Query } from './queries.ts'
import { leaks, misuses } from './query-attacks.ts'
import { installedKinds, installedProperties, kinds, propertiesOf } from './query-kinds.ts'

const { db, codec, payloadOf, forge } = await openQueries()
/** Builds whatever it is asked for. */
const any = db as unknown as Kysely<any>

const rejected = { code: 'StateRejected' }
const samples: Payload[] = [
  ...Object.values(allowedQueries(db)),
  ...Object.values(otherQueries()),
].map(payloadOf)

/** One place for a node or a value in a payload. */
interface Place {
  readonly parent: any
  readonly key: string | number
  /** Kind and property of the node around it. */
  readonly name: string
}

function* placesIn(node: any, name = 'query'): Generator<Place> {
  for (const [key, value] of Object.entries(node)) {
    const place = Array.isArray(node) ? name : `${node.kind}.${key}`
    if (key !== 'kind')
      yield { parent: node, key: Array.isArray(node) ? Number(key) : key, name: place }
    if (typeof value === 'object' && value !== null) yield* placesIn(value, place)
  }
}

/** Each place of each property that holds a node, once. */
function nodePlaces(): [payload: Payload, place: Place][] {
  const found = new Map<string, [Payload, Place]>()
  for (const payload of samples) {
    for (const place of placesIn(payload)) {
      if (place.parent[place.key]?.kind !== undefined) found.set(place.name, [payload, place])
    }
  }
  return [...found.values()]
}

/** Seals a payload with one place changed; puts it back as it was. */
async function forgeWith(payload: Payload, { parent, key }: Place, value: unknown) {
  const before = parent[key]
  parent[key] = value
  try {
    return await forge(payload)
  } finally {
    if (before === undefined) delete parent[key]
    else parent[key] = before
  }
}

describe('queryReference', () => {
  it('has every kind of node of the installed Kysely on one of its lists', async () => {
    const installed = await installedKinds()
    assert.equal(installed.length, 97)
    assert.deepEqual(installed.toSorted(), Object.keys(kinds).toSorted())
  })

  for (const [kind, allowed] of propertiesOf('allowed')) {
    it(`has every property of ${kind} on one of its lists`, async () => {
      const known = [...allowed, ...(propertiesOf('refused').get(kind) ?? [])]
      assert.deepEqual((await installedProperties(kind)).toSorted(), known.toSorted())
    })
  }

  it('is shown every kind and property that is allowed by the queries of these tests', () => {
    const shown = new Set(
      samples.flatMap((payload) => [...placesIn(payload)].map(({ name }) => name)),
    )
    const expected = [...propertiesOf('allowed')].flatMap(([kind, names]) =>
      names.map((name) => `${kind}.${name}`),
    )
    assert.deepEqual(
      expected.filter((name) => !shown.has(name)),
      [],
    )
  })

  const refusedKinds = Object.keys(kinds).filter((kind) => kinds[kind as 'RawNode'] === 'refused')
  for (const kind of refusedKinds) {
    const forged = nodesOf(any)[kind] ?? { kind }
    it(`refuses ${kind} in place of the query and of each of its nodes`, async () => {
      await assert.rejects(forge(forged), rejected)
      const places = nodePlaces()
      assert.ok(places.length > 60)
      for (const [payload, place] of places) {
        await assert.rejects(forgeWith(payload, place, forged), rejected, place.name)
      }
    })
  }

  for (const [kind, names] of propertiesOf('refused')) {
    it(`refuses what is not listed in ${kind}`, async () => {
      const payload = samples.find((sample) => nodesIn(sample).some((node) => node.kind === kind))
      assert.ok(payload)
      const parent = nodesIn(payload).find((node) => node.kind === kind)
      for (const key of [...names, 'x', 'then', 'toOperationNode']) {
        for (const value of [null, true, 'x', [], {}, nodesOf(any)['RawNode']]) {
          await assert.rejects(forgeWith(payload, { parent, key, name: kind }, value), rejected)
        }
      }
    })
  }

  it('refuses what is no node in place of each node', async () => {
    const kinds = [{ kind: 'constructor' }, { kind: '__proto__' }, { kind: ['ReferenceNode'] }]
    for (const [payload, place] of nodePlaces()) {
      for (const value of [null, 1, 'x', true, [], {}, ...kinds]) {
        await assert.rejects(forgeWith(payload, place, value), rejected, place.name)
      }
    }
  })

  for (const [what, query] of Object.entries(leaks(any))) {
    it(`refuses what reads more than is listed: ${what}`, async () => {
      assert.match(JSON.stringify(await query.execute()), secrets)
      assert.throws(() => codec.write(query), { code: 'SealingBlocked' })
      await assert.rejects(forge(query.toOperationNode()), rejected)
    })
  }

  for (const [reason, uses] of Object.entries(misuses(any))) {
    for (const [what, query] of Object.entries(uses)) {
      it(`refuses ${reason}: ${what}`, async () => {
        assert.throws(
          () => codec.write({ list: [query] }, 'args'),
          (error: SealwaxError) => {
            assert.equal(error.code, 'SealingBlocked')
            assert.match(error.message, /^Sealing blocked: a query with .* \(args\.list\[0\]\)$/)
            assert.ok(error.message.includes(reason), error.message)
            return true
          },
        )
        await assert.rejects(forge(query.toOperationNode()), rejected)
      })
    }
  }

  const badValues: [what: string, value: unknown][] = [
    ['bytes', Buffer.from('x')],
    ['a list', [['x']]],
    ['an object', { a: 1 }],
    ['an object that looks like a bigint', { bigint: '1' }],
    ['an invalid date', new Date(Number.NaN)],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['a symbol', Symbol('x')],
    ['a bigint of many digits', 10n ** 100n],
  ]
  for (const [what, value] of badValues) {
    it(`refuses to seal ${what} as a value`, () => {
      const query = any.selectFrom('todos').select('id')
      for (const one of [query.where('id', '=', value), query.where('id', 'in', [value])]) {
        assert.throws(() => codec.write(one), { code: 'SealingBlocked', message: /with a value/ })
      }
    })
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
  const rawPlaces: [place: string, more: unknown[]][] = [
    ['OperatorNode.operator', ['-- ', ';', '->', '~', 'collate']],
    ['JoinNode.joinType', ['Using', 'OuterApply', 'CrossApply']],
    ['SetOperationNode.operator', ['minus', 'union all']],
    ['SetOperationNode.all', ['false', 1]],
    ['SelectModifierNode.modifier', ['ForUpdate', 'ForShare', 'NoWait', 'SkipLocked']],
    ['OrderByItemNode.nulls', ['first, x']],
    [
      'RawNode.sqlFragments',
      [['desc', 'x'], [], ['ASC'], ['desc nulls last'], [['desc']], { 0: 'desc', length: 1 }],
    ],
    ['RawNode.parameters', [[{ kind: 'ValueNode', value: 1 }]]],
    ['FunctionNode.func', ['COUNT', 'count(', 'max']],
    ['AggregateFunctionNode.func', ['COUNT', 'count(', 'max']],
    ['AggregateFunctionNode.distinct', ['true', 1]],
    ['CommonTableExpressionNode.materialized', ['true', 1]],
    ['CaseNode.isStatement', [true, 1]],
    ['ValueNode.immediate', ['true', 1]],
  ]
  for (const [name, more] of rawPlaces) {
    it(`refuses any other text in ${name}`, async () => {
      const found = findPlace(name)
      for (const value of [...raw, ...more, null, {}]) {
        await assert.rejects(forgeWith(...found, value), rejected, JSON.stringify(value))
      }
    })
  }

  const names = [
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
  for (const parent of [
    'AliasNode.alias',
    'ColumnNode.column',
    'CollateNode.collation',
    'SchemableIdentifierNode.identifier',
  ]) {
    it(`refuses any name but a plain one in ${parent}`, async () => {
      const [payload, place] = findPlace(parent)
      for (const name of names) {
        const forged = { kind: 'IdentifierNode', name }
        await assert.rejects(forgeWith(payload, place, forged), rejected, JSON.stringify(name))
      }
    })
  }

  it('refuses a with that hides a listed table in another case', async () => {
    const { db, codec } = await openQueries({ tables: { users: ['id'], todos: ['title'] } })
    const open = db as unknown as Kysely<any>
    // SQLite takes `users` for `Users`, which has no id, and looks for one further out.
    const query = open.selectFrom('todos').select(() =>
      open
        .with('Users', () => open.selectFrom('todos').select('title'))
        .selectFrom('users')
        .select('id')
        .limit(1)
        .as('secret'),
    )
    assert.deepEqual(await query.execute(), [{ secret: 1 }, { secret: 2 }, { secret: 3 }])
    const message = /'Users', the name of a table/
    assert.throws(() => codec.write(query), { code: 'SealingBlocked', message })
  })

  it('refuses a with of a schema', async () => {
    const query = any
      .with('w', () => any.selectFrom('todos').select('id'))
      .selectFrom('w')
      .selectAll()
    const forged = payloadOf(query)
    for (const table of [forged['with'].expressions[0].name.table, forged['from'].froms[0]]) {
      table.table.identifier.name = 'members'
      table.table.schema = { kind: 'IdentifierNode', name: 'main' }
    }
    await assert.rejects(forge(forged), rejected)
  })

  const literals: unknown[] = [
    'x',
    "x' or 1=1 --",
    { bigint: '1' },
    { date: new Date(0).toISOString() },
  ]
  it('writes nothing but numbers, booleans and null into the SQL', async () => {
    for (const value of literals) await assert.rejects(forgeLiteral(value), rejected)
    for (const value of [1, -1.5, true, null]) {
      assert.match((await forgeLiteral(value)).compile().sql, new RegExp(`where ${value}( |$)`))
    }
  })

  const spellings = [
    '{"bigint":"01"}',
    '{"bigint":1}',
    '{"bigint":"1","x":1}',
    '{"bigint":"1","date":"x"}',
    '{"date":"2026"}',
  ]
  const oddities = [
    '{"date":0}',
    '{"date":"1970-01-01T00:00:00.000Z","x":1}',
    '[1]',
    '{}',
    '1e999',
    '{"kind":"RawNode"}',
  ]
  for (const json of [...spellings, ...oddities]) {
    it(`refuses ${json} as a value`, async () => {
      const text = JSON.stringify(
        payloadOf(any.selectFrom('todos').select('id').where('id', '=', 77)),
      )
      await assert.rejects(codec.read(textWith(`["query",${text.replace('77', json)}]`)), rejected)
    })
  }

  it('passes values beside the SQL, whatever they hold', async () => {
    const hostile = `'; drop table todos; -- " \\ \0`
    const sealed = payloadOf(
      any
        .selectFrom('todos')
        .select('id')
        .where('title', 'in', [hostile, 'Buy milk'])
        .where('title', '!=', hostile),
    )
    const query = await forge(sealed)
    const { sql: text, parameters } = query.compile()
    assert.equal(text, 'select "id" from "todos" where "title" in (?, ?) and "title" != ?')
    assert.deepEqual(parameters, [hostile, 'Buy milk', hostile])
    assert.deepEqual(await query.execute(), [{ id: 1 }])
  })

  it('doubles the quotes in names that the app lists', async () => {
    const odd = await openQueries({ tables: { 'to"dos': ['t"itle'] } })
    const query = (odd.db as unknown as Kysely<any>).selectFrom('to"dos').select('t"itle')
    const back = await odd.forge(odd.payloadOf(query))
    assert.equal(back.compile().sql, 'select "t""itle" from "to""dos"')
  })

  it('keeps restricted columns from those who read tables of any column', async () => {
    const { db, codec } = await openQueries({ tables: { todos: true, users: ['id', 'name'] } })
    const open = db as unknown as Kysely<any>
    const users = open.selectFrom('users as t')
    // SQLite looks for a column further out when the nearest table of that name does not have it.
    const hostile = [
      users.select(() =>
        open.selectFrom('todos as t').select('t.password').limit(1).as('password'),
      ),
      users.select(() => open.selectFrom('todos').select('password').limit(1).as('password')),
    ]
    for (const query of hostile) {
      assert.match(JSON.stringify(await query.execute()), secrets)
      assert.throws(() => codec.write(query), { code: 'SealingBlocked' })
    }
    codec.write(open.selectFrom('todos').selectAll().where('anything', '=', 1))
    codec.write(
      open.selectFrom('todos').selectAll('todos').innerJoin('users', 'users.id', 'todos.userId'),
    )
  })

  it('reads nothing but what is listed, and changes nothing, whatever is put together of queries', async () => {
    const words = 'users password todos members role id name title t u T w x open'.split(' ')
    const hostile = [leaks(any), ...Object.values(misuses(any))].flatMap((uses) =>
      Object.values(uses),
    )
    const bad = hostile.map((query): Payload => JSON.parse(JSON.stringify(query.toOperationNode())))
    const parts = [...words, 1, true, false, ...[...samples, ...bad].flatMap(nodesIn)]
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 })
    let read = 0
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), changes, async (sample, changes) => {
        const forged = structuredClone(sample)
        for (const [at, from] of changes) {
          const places = [...placesIn(forged)]
          const { parent, key } = places[at % places.length] as Place
          const alike = parts.filter((part) => sortOf(part) === sortOf(parent[key]))
          if (alike.length > 0) parent[key] = structuredClone(alike[from % alike.length])
        }
        read += await runForged(forged)
      }),
      { seed: 20_260_203, numRuns: 3000 },
    )
    assert.ok(read > 500, `only ${read} queries were read`)
    const left = await any.selectFrom('todos').select('id').execute()
    assert.deepEqual(left, [{ id: 1 }, { id: 2 }, { id: 3 }])
  })
})

const secrets = /hunter2|letmein|owner|guest|create table/i

function forgeLiteral(value: unknown): Promise<Query> {
  return forgeWith(...findPlace('WhereNode.where'), { kind: 'ValueNode', value, immediate: true })
}

/** @returns whether the query came back; then it is run */
async function runForged(payload: Payload): Promise<0 | 1> {
  let query: Query
  try {
    query = await forge(payload)
  } catch (error) {
    assert.equal((error as SealwaxError).code, 'StateRejected', String(error))
    return 0
  }
  const { sql: text } = query.compile()
  assert.match(text, /^(select|with) /)
  assert.doesNotMatch(text, /;|--|\/\*|'|\b(insert|update|delete|drop|pragma|attach)\b/i)
  const rows = await query.execute().catch(() => [])
  assert.doesNotMatch(JSON.stringify(rows), secrets, text)
  return 1
}

/** Kind of a node, type of anything else. */
function sortOf(part: any): string {
  return part?.kind ?? typeof part
}

function findPlace(name: string): [payload: Payload, place: Place] {
  for (const payload of samples) {
    for (const place of placesIn(payload)) if (place.name === name) return [payload, place]
  }
  throw new Error(`No ${name} in these queries.`)
}

function nodesIn(payload: Payload): Payload[] {
  return [
    payload,
    ...[...placesIn(payload)].map(({ parent, key }) => parent[key]).filter((node) => node?.kind),
  ]
}

/** Real nodes of the kinds that do harm. */
function nodesOf(db: Kysely<any>): Record<string, unknown> {
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
