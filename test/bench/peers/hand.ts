import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Router } from '@koa/router'
import type Koa from 'koa'
import type { Context } from 'koa'
import nunjucks from 'nunjucks'
import { z } from 'zod'
import { lists } from './board.ts'
import { readForm } from './read-form.ts'
import { createSite, type PeerOptions, sameSite } from './site.ts'

const countForm = z.object({ count: z.coerce.number().int() })
const draftForm = z.object({ text: z.string().max(20_000) })

/** The same pages by hand: Koa, its router, sessions, Nunjucks, htmx; each answer is the part of the page that changed. */
export function createHandPeer({ store, views }: PeerOptions): Koa {
  const env = new nunjucks.Environment(new nunjucks.FileSystemLoader(views), { autoescape: true })
  const router = new Router()

  router.get('/counter', (ctx) => {
    ctx.body = env.render('hand/counters.njk', counter(countOf(ctx)))
  })
  router.post('/counter/increment', (ctx) => {
    const count = countOf(ctx) + 1
    Object.assign(ctx.session ?? {}, { count })
    ctx.body = env.render('hand/counter.njk', counter(count))
  })

  /** A count that the browser sends along, and may change. */
  router.get('/field', (ctx) => {
    ctx.body = env.render('hand/field-counters.njk', counter(0))
  })
  router.post('/field/increment', async (ctx) => {
    const { count } = countForm.parse(await readForm(ctx))
    ctx.body = env.render('hand/field-counter.njk', counter(count + 1))
  })

  router.get('/todos', (ctx) => {
    ctx.body = env.render('hand/todos.njk', { todos: store.list(100) })
  })
  router.get('/each/:rows', (ctx) => {
    const ids = store.ids(Number(ctx.params['rows']))
    const items = ids.map((id) => env.render('hand/todo-item.njk', { todo: store.find(id) }))
    ctx.body = env.render('hand/each.njk', { items })
  })
  router.post('/todos/:id/toggle', (ctx) => {
    const id = Number(ctx.params['id'])
    if (!store.find(id)) ctx.throw(410)
    store.toggle(id)
    ctx.body = env.render('hand/todo-item.njk', { todo: store.find(id) })
  })

  /** How often it was touched is kept in the session. */
  const list = ({ session }: Context) => ({
    touches: session?.['touches'] ?? 0,
    todos: store.list(100),
  })
  router.get('/list', (ctx) => {
    ctx.body = env.render('hand/lists.njk', list(ctx))
  })
  router.post('/list/touch', (ctx) => {
    Object.assign(ctx.session ?? {}, { touches: (ctx.session?.['touches'] ?? 0) + 1 })
    ctx.body = env.render('hand/todo-list.njk', list(ctx))
  })

  router.get('/draft', (ctx) => {
    ctx.body = env.render('hand/drafts.njk', { text: '' })
  })
  router.post('/draft/save', async (ctx) => {
    ctx.body = env.render('hand/draft.njk', draftForm.parse(await readForm(ctx)))
  })

  /** Rows do not fit into a cookie: they are read again, and the session knows their order. */
  const sheet = ({ session }: Context) => {
    const lines = store.lines()
    return { lines: session?.['turned'] ? lines.toReversed() : lines }
  }
  router.get('/sheet', (ctx) => {
    ctx.body = env.render('hand/sheets.njk', sheet(ctx))
  })
  router.post('/sheet/turn', (ctx) => {
    Object.assign(ctx.session ?? {}, { turned: !ctx.session?.['turned'] })
    ctx.body = env.render('hand/sheet.njk', sheet(ctx))
  })

  const htmx = readFileSync(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'))
  router.get('/_sealwax/htmx.js', (ctx) => {
    ctx.type = 'js'
    ctx.body = htmx
  })
  router.get('/board', (ctx) => {
    ctx.body = env.render('hand/boards.njk', { lists })
  })
  const app = createSite()
  app.use(sameSite)
  app.use(router.routes())
  return app
}

/** A count that the browser can't change, in the session. */
function countOf({ session }: Context): number {
  return session?.['count'] ?? 0
}

function counter(count: number) {
  return { label: 'Letters', count }
}
