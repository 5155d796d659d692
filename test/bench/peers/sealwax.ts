import { Router } from '@koa/router'
import type Koa from 'koa'
import { createSealwax, newKey } from 'sealwax'
import { createComponents } from './components.ts'
import { createSite, type PeerOptions } from './site.ts'

/** The pages built of components, with the default settings. */
export function createSealwaxPeer({ store, views }: PeerOptions): Koa {
  const sealwax = createSealwax({ keys: [newKey()], components: createComponents(store), views })
  const router = new Router()
  const todos = (item: string, rows = 100) => ({ item, ids: store.ids(rows) })
  router.get('/counter', (ctx) => ctx.render('sealwax/counters.njk'))
  router.get('/todos', (ctx) => ctx.render('sealwax/todos.njk', todos('todo-item')))
  router.get('/batch', (ctx) => ctx.render('sealwax/todos.njk', todos('todo-pick')))
  router.get('/todos/:rows', (ctx) =>
    ctx.render('sealwax/todos.njk', todos('todo-item', Number(ctx.params['rows']))),
  )
  router.get('/batch/:rows', (ctx) =>
    ctx.render('sealwax/todos.njk', todos('todo-pick', Number(ctx.params['rows']))),
  )
  // As long a path as `/todos`.
  router.get('/minis', (ctx) => ctx.render('sealwax/todos.njk', todos('todo-mini')))
  router.get('/bares', (ctx) => ctx.render('sealwax/todos.njk', todos('todo-bare')))
  router.get('/fulls', (ctx) => ctx.render('sealwax/todos.njk', todos('todo-full')))
  router.get('/list/:rows', (ctx) =>
    ctx.render('sealwax/lists.njk', { rows: Number(ctx.params['rows']) }),
  )
  router.get('/draft', (ctx) => ctx.render('sealwax/drafts.njk'))
  router.get('/sheet', (ctx) => ctx.render('sealwax/sheets.njk'))
  router.get('/board', (ctx) => ctx.render('sealwax/boards.njk'))
  const app = createSite()
  app.use(sealwax.middleware())
  app.use(router.routes())
  return app
}
