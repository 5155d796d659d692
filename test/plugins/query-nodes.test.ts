import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Kysely } from 'kysely'
import type { SealwaxError } from 'sealwax/core'
import { textWith } from './facts.ts'
import { openQueries, type Payload, type Query } from './queries.ts'
import { leaks, misuses } from './query-attacks.ts'
import {
  inList,
  namePlaces,
  names,
  nodesIn,
  nodesOf,
  noNodes,
  openForgery,
  type Place,
  placesIn,
  rawPlaces,
  secrets,
  sortOf,
} from './query-forgery.ts'
import { installedKinds, installedProperties, kinds, propertiesOf } from './query-kinds.ts'

const { any, codec, payloadOf, forge, samples, placesOf, nodePlaces, findPlace, forgeWith } =
  await openForgery()

const rejected = { code: 'StateRejected' }

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
    for (const [payload, place] of nodePlaces()) {
      for (const value of noNodes) {
        await assert.rejects(forgeWith(payload, place, value), rejected, place.name)
      }
    }
  })

  it('refuses a list of one kind for a kind, in the query and in each of its nodes', async () => {
    for (const payload of samples) await assert.rejects(forge(inList(payload)), rejected)
    for (const [payload, place] of nodePlaces()) {
      const forged = inList(place.parent[place.key])
      await assert.rejects(forgeWith(payload, place, forged), rejected, place.name)
    }
  })

  it('refuses what reads as the same text in place of each text', async () => {
    const places = placesOf((held) => typeof held === 'string')
    assert.ok(places.length >= 10)
    for (const [payload, place] of places) {
      const text = place.parent[place.key]
      for (const value of [[text], [[text]], { toString: text }, { 0: text, length: 1 }]) {
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

  for (const [name, values] of rawPlaces) {
    it(`refuses any other text in ${name}`, async () => {
      const found = findPlace(name)
      for (const value of values) {
        await assert.rejects(forgeWith(...found, value), rejected, JSON.stringify(value))
      }
    })
  }

  for (const parent of namePlaces) {
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
