import { Router } from '@koa/router'
import Koa from 'koa'
import nunjucks from 'nunjucks'
import type { PeerOptions } from './site.ts'

/** Components as macros: no state, no session, rows that are in memory already. */
export function createMacrosPeer({ store, views }: PeerOptions): Koa {
  const env = new nunjucks.Environment(new nunjucks.FileSystemLoader(views), { autoescape: true })
  const todos = store.list(100)
  const router = new Router()
  router.get('/todos', (ctx) => {
    ctx.body = env.render('macros/todos.njk', { todos })
  })
  const app = new Koa()
  app.use(router.routes())
  return app
}

/** The least that a Koa site can do. */
export function createBarePeer(): Koa {
  return new Koa().use((ctx) => {
    ctx.body = 'hello'
  })
}
