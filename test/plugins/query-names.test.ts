import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Kysely } from 'kysely'
import { openQueries, type Query } from './queries.ts'

const strict = await openQueries()
const { db, payloadOf, forge } = strict
/** Where a table of any column stands beside one whose columns are listed. */
const mixed = await openQueries({
  tables: { todos: true, 'main.todos': true, users: ['id', 'name'] },
})
/** Builds whatever it is asked for. */
const any = db as unknown as Kysely<any>
/** A column that the query seems not to have. */
const hidden = 'u.password' as 'id'

const todos = any.selectFrom('todos')
const users = any.selectFrom('users')
const decoy = todos.select('id as password').limit(1)

/** Has a condition on `column` that SQLite takes for one on `users`, which is joined behind it. */
const joined = (column: string, guess: string) =>
  todos
    .innerJoin('todos as d', (join) => join.on(column, 'like', guess))
    .innerJoin('users as u', (join) => join.on('todos.id', '=', 1))
    .select('todos.id')
    .limit(1)
const beside = (query: Query) => any.selectFrom(decoy.as('u')).select(() => query.as('hit'))

/** Queries whose rows tell whether a guess at a password is right, in SQLite. */
const guesses: Record<string, (guess: string) => Query> = {
  'by the name of a table further out': (guess) => beside(joined('u.password', guess)),
  'in a subquery': (guess) =>
    beside(
      todos
        .innerJoin('todos as d', (join) =>
          join.on((eb) =>
            eb.exists(any.selectFrom('todos as z').select('z.id').where(hidden, 'like', guess)),
          ),
        )
        .innerJoin('users as u', (join) => join.on('todos.id', '=', 1))
        .select('todos.id')
        .limit(1),
    ),
  'of a cross join': (guess) =>
    beside(
      todos
        .innerJoin('todos as d', (join) => join.on(hidden, 'like', guess))
        .crossJoin('users as u')
        .select('todos.id')
        .limit(1),
    ),
}

/** A `with` that is read in a subquery of `users`, two selects further in. */
const readInUsers = (column: string) =>
  any
    .with('w', () => todos.select(`${column} as p`).limit(1))
    .selectFrom('todos as z')
    .select(() =>
      any
        .selectFrom('users as u')
        .select(() => any.selectFrom('w').select('w.p').limit(1).as('password'))
        .limit(1)
        .as('password'),
    )

/** Queries that read a password where SQLite finds a name elsewhere than where it is written. */
const leaks: Record<string, Query> = {
  'a with, in which SQLite finds a table where it is used': beside(readInUsers('u.password')),
  'a subquery in a with, in which SQLite finds a table where it is used': beside(
    any
      .with('w', () =>
        any.selectFrom(todos.select('u.password as p').limit(1).as('s')).select('s.p'),
      )
      .selectFrom('users as u')
      .select(() => any.selectFrom('w').select('w.p').limit(1).as('password')),
  ),
}

/** And such that do so where a table of any column may be read too. */
const mixedLeaks: Record<string, Query> = {
  'a with, in which SQLite finds a bare name where it is used': readInUsers('password'),
  'an alias, which SQLite finds behind the schema of another table': any
    .selectFrom('main.todos')
    .select(() =>
      any
        .selectFrom('users as todos')
        .select('main.todos.password' as 'password')
        .limit(1)
        .as('password'),
    ),
}

/** Queries that are refused for what PostgreSQL could make of them, by what the refusal names. */
const misuses: Record<string, Record<string, Query>> = {
  "column 'password'": {
    'an `on` that does not see its own subquery before the comma': users.select(() =>
      any
        .selectFrom([decoy.as('a'), 'todos as b'])
        .innerJoin('todos as c', (join) => join.on('password', 'like', 'h%'))
        .select('b.id')
        .as('hits'),
    ),
    'an order by an output with a collation': users
      .select('name as password')
      .orderBy('password', (by) => by.collate('C')),
  },
  "column 'other.todos.id'": { 'the schema of no table': todos.select('other.todos.id' as 'id') },
  "column 'u'": {
    'a whole row in an `on`': any
      .selectFrom([todos.select('id as u').as('a'), 'todos as b'])
      .innerJoin('users as u', (join) => join.on('u', 'is not', null))
      .select('b.id'),
  },
}

/** Queries that name each column so that every database finds the same. */
const plain: Record<string, Query> = {
  'conditions of joins on tables before, behind and beside them': any
    .selectFrom([decoy.as('a'), 'todos as b'])
    .innerJoin('todos as c', (join) => join.onRef('c.id', '=', 'b.id').on('c.done', '=', 0))
    .innerJoin('users as u', 'u.id', 'c.userId')
    .select(['a.password', 'u.name']),
  'a bare name in a subquery of such a condition': todos
    .innerJoin('users', (join) => join.on('users.id', 'in', todos.select('userId')))
    .select('title'),
  'a collation for a column': todos.select('title').orderBy('title', (by) => by.collate('nocase')),
  'a with that a subquery reads': any
    .with('w', () => users.select('name').where('id', '=', 1))
    .selectFrom('todos')
    .select(() => any.selectFrom('w').select('name').as('who')),
}

describe('queryReference', () => {
  for (const [what, query] of Object.entries(guesses)) {
    it(`refuses an \`on\` that SQLite lets see a table behind it: ${what}`, async () => {
      await refusesGuess(strict, query)
    })
  }

  it('refuses an `on` that SQLite lets see a table behind it: by a bare name', async () => {
    await refusesGuess(mixed, (guess) => joined('password', guess))
  })

  for (const [what, query] of Object.entries(leaks)) {
    it(`refuses what reads more than is listed: ${what}`, () => refusesLeak(strict, query))
  }

  for (const [what, query] of Object.entries(mixedLeaks)) {
    it(`refuses what reads more than is listed: ${what}`, () => refusesLeak(mixed, query))
  }

  for (const [reason, uses] of Object.entries(misuses)) {
    for (const [what, query] of Object.entries(uses)) {
      it(`refuses ${reason}: ${what}`, () => refuses(strict, query, new RegExp(reason)))
    }
  }

  it('refuses all columns in the condition of a join', async () => {
    const forged = payloadOf(todos.innerJoin('users', 'users.id', 'todos.userId').select('title'))
    const all = { kind: 'ReferenceNode', column: { kind: 'SelectAllNode' } }
    forged['joins'][0].on.on = { kind: 'FunctionNode', func: 'count', arguments: [all] }
    await assert.rejects(forge(forged), { code: 'StateRejected' })
  })

  for (const [what, query] of Object.entries(plain)) {
    it(`brings back a query with ${what}, which gives the same rows`, async () => {
      const rows = await query.execute()
      assert.ok(rows.length > 0)
      assert.deepEqual(await (await forge(payloadOf(query))).execute(), rows)
    })
  }
})

async function refusesGuess(kit: typeof strict, query: (guess: string) => Query) {
  const [right, wrong] = [query('h%'), query('x%')]
  assert.notDeepEqual(await right.execute(), await wrong.execute())
  await refuses(kit, right, /column '.*password'/)
}

async function refusesLeak(kit: typeof strict, query: Query) {
  assert.match(JSON.stringify(await query.execute()), /hunter2/)
  await refuses(kit, query, /column '.*password'/)
}

/** When it is sealed and when it is forged. */
async function refuses({ codec, forge }: typeof strict, query: Query, message: RegExp) {
  assert.throws(() => codec.write(query), { code: 'SealingBlocked', message })
  await assert.rejects(forge(query.toOperationNode()), { code: 'StateRejected' })
}
