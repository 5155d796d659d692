import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  CamelCasePlugin,
  DeduplicateJoinsPlugin,
  type IdentifierNode,
  type Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  ParseJSONResultsPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  sql,
} from 'kysely'
import { createCodec } from 'sealwax/core'
import { queryReference } from 'sealwax/plugins/query'
import { quickly } from '../attacks/bounds.ts'
import { openTestDatabase } from './database.ts'
import { allowedQueries, listed, openQueries, otherQueries, type Query } from './queries.ts'

const read = async (codec: ReturnType<typeof createCodec>, query: unknown) =>
  (await codec.read(codec.write(query))) as Query

describe('queryReference', async () => {
  const { db, plugin, codec, payloadOf } = await openQueries()

  for (const [what, query] of Object.entries(allowedQueries(db))) {
    it(`brings back a query with ${what}, which gives the same rows`, async () => {
      const back = await read(codec, query)
      assert.deepEqual(back.compile().sql, query.compile().sql)
      assert.deepEqual(back.compile().parameters, query.compile().parameters)
      const rows = await query.execute()
      assert.ok(rows.length > 0)
      assert.deepEqual(await back.execute(), rows)
    })
  }

  for (const [what, query] of Object.entries(otherQueries())) {
    it(`brings back a query with ${what}`, async () => {
      assert.deepEqual(payloadOf(await read(codec, query)), payloadOf(query))
    })
  }

  const date = new Date('2026-02-03T04:05:06.789Z')
  const values = ['', 'a\u2028"\\', 0, -1.5, true, false, null, 7n, -(2n ** 63n), date]
  for (const value of values) {
    it(`keeps the value ${String(value)}`, async () => {
      const query = (db as Kysely<any>).selectFrom('todos').select('id').where('id', 'in', [value])
      const back = await read(codec, query.where('id', '!=', value))
      assert.deepStrictEqual(back.compile().parameters, [value, value])
    })
  }

  it('seals the query and no row, and is the same text each time', async () => {
    const query = db.selectFrom('todos').select('title').where('id', '=', 1)
    await query.execute()
    const text = codec.write(query)
    assert.doesNotMatch(text, /milk/)
    assert.equal(codec.write(await codec.read(text)), text)
  })

  it('runs when it is executed, not before, and afresh each time', async () => {
    const { db, queries, codec } = await openQueries()
    const query = await read(codec, db.selectFrom('todos').select('id').where('done', '=', 0))
    assert.deepEqual(queries, [])
    assert.deepEqual(await query.execute(), [{ id: 1 }, { id: 3 }])
    await db.insertInto('todos').values({ id: 4, title: 'New', done: 0, userId: 1 }).execute()
    assert.deepEqual(await query.execute(), [{ id: 1 }, { id: 3 }, { id: 4 }])
    assert.equal(queries.length, 3)
  })

  it('can be refined when it is back, and sealed again', async () => {
    const query = await read(codec, db.selectFrom('todos').select('id').orderBy('id'))
    const refined = await read(codec, query.where('done', '=', 0).limit(1))
    assert.deepEqual(await refined.execute(), [{ id: 1 }])
    assert.deepEqual(await refined.executeTakeFirst(), { id: 1 })
    assert.equal((await query.execute()).length, 3)
  })

  it('seals twenty conditions; many more are refused when they are sealed', async () => {
    const all: Query = db.selectFrom('todos').select('id')
    const numbers = Array.from({ length: 40 }, (_, index) => index + 100)
    const query = (count: number) =>
      numbers.slice(0, count).reduce((some, id) => some.where('todos.id', '!=', id), all)
    assert.equal((await (await read(codec, query(20))).execute()).length, 3)
    assert.throws(() => codec.write(query(40)), { code: 'SealingBlocked', message: /deeper/ })
  })

  it('takes time in proportion to what is selected', async () => {
    const names = Array.from({ length: 4000 }, (_, n) => `id as n${n}` as const)
    const query = db.selectFrom('todos').select(names)
    await quickly(() => plugin.reduce(query))
  })

  it('takes the queries of Kysely for its own, and nothing else', () => {
    const { match } = queryReference({ db, ...listed })
    assert.equal(match(db.selectFrom('todos')), true)
    const others = [db, db.selectFrom('todos').as('t'), db.insertInto('todos'), sql`x`, {}, []]
    for (const other of others) assert.equal(match(other), false)
    assert.throws(() => codec.write(db.deleteFrom('todos')), { code: 'SealingBlocked' })
  })

  it('refuses a function by a name that is none', () => {
    for (const name of ['', 'count(', 'a b', 'a;', '1a', 'a.b.c', 'a"', 'count\n']) {
      const make = () => queryReference({ db, tables: {}, functions: [name] })
      assert.throws(make, { code: 'ConfigError' }, name)
    }
    queryReference({ db, tables: {}, functions: ['pg_catalog.count', 'LOWER', '_x1'] })
  })

  it('allows no function and no table by itself', () => {
    const strict = createCodec({ plugins: [queryReference({ db, tables: { todos: true } })] })
    const todos = db.selectFrom('todos')
    const refused = [
      todos.select(({ fn }) => fn.countAll().as('n')),
      db.selectFrom('users').select('id'),
    ]
    for (const query of refused)
      assert.throws(() => strict.write(query), { code: 'SealingBlocked' })
    strict.write(todos.selectAll())
  })

  it('is one a toolkit', () => {
    const plugin = queryReference({ db, ...listed })
    assert.throws(() => createCodec({ plugins: [plugin, plugin] }), { code: 'ConfigError' })
  })
})

describe("queryReference with Kysely's plugins", () => {
  it('brings back what a plugin wrote, with its results', async () => {
    const plugins = [
      new CamelCasePlugin(),
      new ParseJSONResultsPlugin(),
      new DeduplicateJoinsPlugin(),
    ]
    const { db } = await openTestDatabase(plugins)
    await sql`create table done_todos (todo_id integer)`.execute(db)
    await sql`insert into done_todos values (2)`.execute(db)
    const codec = createCodec({
      plugins: [queryReference({ db, tables: { done_todos: ['todo_id'] } })],
    })
    const query = (db as Kysely<any>).selectFrom('doneTodos as allDone').select('allDone.todoId')
    const back = await read(codec, query)
    assert.deepEqual(await back.execute(), [{ todoId: 2 }])
    assert.deepEqual(await back.where('todoId', '=', 3).execute(), [])
    assert.throws(() => codec.write((db as Kysely<any>).selectFrom('doneTodos').select('x')))
  })

  it('brings back queries of a schema', async () => {
    const { db } = await openTestDatabase()
    const codec = createCodec({
      plugins: [queryReference({ db, tables: { 'main.todos': ['id', 'title'] } })],
    })
    const query = db
      .withSchema('main')
      .selectFrom('todos')
      .select('todos.id')
      .where('title', 'like', 'Buy%')
    const back = await read(codec, query)
    assert.match(back.compile().sql, /from "main"."todos"/)
    assert.deepEqual(await back.execute(), [{ id: 1 }])
    assert.throws(() => codec.write(db.selectFrom('todos').select('id')), {
      code: 'SealingBlocked',
    })
  })

  it('refuses a query that a plugin would change once more, when it is sealed or forged', async () => {
    const { db } = await openTestDatabase([new Appending()])
    const any = db as Kysely<any>
    const tables = { members: ['role', 'role_', 'role__', 'userId'] }
    const codec = createCodec({ plugins: [queryReference({ db, tables })] })
    const query = any.selectFrom('members').select('role')
    assert.throws(() => codec.write(query), { code: 'SealingBlocked', message: /change twice/ })
    codec.write(any.selectFrom('members').select('userId'))
    const plain = any.withoutPlugins()
    const forger = createCodec({ plugins: [queryReference({ db: plain, tables })] })
    const forged = forger.write(plain.selectFrom('members').select('role'))
    await assert.rejects(codec.read(forged), { code: 'StateRejected' })
  })
})

/** Appends to a name, and once more each time. */
class Appending extends OperationNodeTransformer implements KyselyPlugin {
  override transformIdentifier(node: IdentifierNode) {
    return node.name.startsWith('role') ? { ...node, name: `${node.name}_` } : node
  }
  transformQuery({ node }: PluginTransformQueryArgs) {
    return this.transformNode(node)
  }
  async transformResult({ result }: PluginTransformResultArgs) {
    return result
  }
}
