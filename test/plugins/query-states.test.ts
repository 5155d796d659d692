import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Context, Next } from 'koa'
import type { SelectQueryBuilder } from 'kysely'
import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { sealerFor } from '../koa/answer.ts'
import { readPage } from '../koa/page.ts'
import { createTestApp } from '../koa/test-app.ts'
import { openQueries, type Query } from './queries.ts'

const views = fileURLToPath(new URL('./views', import.meta.url))
const look = '/_sealwax/todo-table/look'
const sealedFor = { purpose: 'state', component: 'todo-table' } as const

/** A site whose page shows the rows of a query that its component got as an argument, and its visitor. */
async function openSite(queryOf: (db: Database['db']) => Query) {
  const database = await openQueries()
  const { db, plugin } = database
  const table = defineComponent({
    name: 'todo-table',
    template: 'components/todo-table.njk',
    args: z.object({
      query: z.custom<SelectQueryBuilder<any, any, { title: string }>>(plugin.match),
    }),
    state: () => ({ looks: 0 }),
    load: async ({ args }) => ({ rows: await args.query.execute() }),
    methods: {
      look(self) {
        self.state.looks++
      },
    },
  })
  const { world, browser } = createTestApp({
    sealwax: { components: [table], plugins: [plugin], views },
    pages: (ctx: Context, next: Next) =>
      ctx.path === '/todos' ? ctx.render('todo-table.njk', { query: queryOf(db) }) : next(),
  })
  const visitor = browser()
  const answer = await visitor.get('/todos')
  const page = readPage(answer.text)
  const sealer = () => sealerFor(answer)
  return { ...database, world, visitor, answer, page, sealer }
}

type Database = Awaited<ReturnType<typeof openQueries>>

const open = (db: Database['db']): Query =>
  db.selectFrom('todos').select('title').where('done', '=', 0)

describe('queryReference in args', () => {
  it('seals the query without its rows, and shows what they are now', async () => {
    const { db, queries, visitor, page, sealer } = await openSite(open)
    assert.equal(page.text('#todo-table-1 ul'), 'Buy milkBrew tea')
    const _state = page.state('todo-table-1')
    const text = sealer().unseal(_state, sealedFor)
    assert.match(text, /SelectQueryNode/)
    assert.doesNotMatch(text, /milk/)

    await db.updateTable('todos').set({ title: 'Buy oat milk' }).where('id', '=', 1).execute()
    queries.length = 0
    const looked = readPage((await visitor.htmx(look, { _state })).text)
    assert.equal(looked.text('#todo-table-1 ul'), 'Buy oat milkBrew tea')
    // before the method and after it
    assert.equal(queries.length, 2)
    const again = await visitor.htmx(look, { _state: looked.state('todo-table-1') })
    assert.equal(again.status, 200)
  })

  it('fails to render a query of more than is listed', async () => {
    const { world, answer } = await openSite((db) =>
      db.selectFrom('users').select('password as title'),
    )
    assert.equal(answer.status, 500)
    assert.match(String(world.errors[0]), /column 'password', which is not listed/)
    assert.match(String(world.errors[0]), /\(todo-table: args\.query\)/)
  })

  it('answers 403 to a forged one, and runs nothing', async () => {
    const { queries, visitor, page, sealer } = await openSite(open)
    const text = sealer().unseal(page.state('todo-table-1'), sealedFor)
    for (const [from, to] of [
      ['"name":"title"', '"name":"password"'],
      ['"name":"todos"', '"name":"users"'],
      ['"kind":"SelectQueryNode"', '"kind":"DeleteQueryNode"'],
      ['"operator":"="', '"operator":"= 0 or 1 ="'],
    ] as const) {
      const forged = text.replace(from, to)
      assert.notEqual(forged, text)
      queries.length = 0
      const answer = await visitor.htmx(look, { _state: sealer().seal(forged, sealedFor) })
      assert.equal(answer.status, 403)
      assert.equal(answer.body.error.code, 'StateRejected')
      assert.deepEqual(queries, [])
    }
  })
})
