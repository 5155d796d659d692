import { fileURLToPath } from 'node:url'
import { Router } from '@koa/router'
import Koa, { type Middleware } from 'koa'
import session, { type CreateSessionOptions } from 'koa-session'
import { createSealwax } from 'sealwax'
import { counter } from './components/counter.ts'
import { todoItem } from './components/todo-item.ts'
import { todoList } from './components/todo-list.ts'
import { securityHeaders } from './security-headers.ts'
import { staticFiles } from './static-files.ts'
import type { TodoStore } from './todos.ts'

declare module 'koa' {
  interface DefaultState {
    todos: TodoStore
  }
}

/** What the demo needs from outside. */
export interface AppOptions {
  /** Sealwax secrets, newest first. */
  keys: string[]
  /** Keys that sign the session cookie, newest first. */
  cookieKeys: string[]
  todos: TodoStore
  /** Where sessions are kept; without one, in a signed cookie. */
  store?: NonNullable<CreateSessionOptions['store']>
  /** Forces `Secure` cookies and adds HSTS. Default: `Secure` where the request came by https. */
  secure?: boolean
  /** Believes `X-Forwarded-*`: only behind a proxy that sets them. Default: false. */
  proxy?: boolean
  /** Options of `createSealwax` that replace the demo's. */
  sealwax?: Partial<Parameters<typeof createSealwax>[0]>
}

const views = fileURLToPath(new URL('../../views/demo', import.meta.url))
const week = 7 * 24 * 60 * 60 * 1000

/**
 * Builds the demo.
 * @param options keys, data and what tests replace
 * @returns a Koa app that does not listen yet
 */
export function createApp(options: AppOptions): Koa {
  const app = new Koa({ proxy: options.proxy ?? false, keys: options.cookieKeys })
  const { keys } = options
  const components = [todoList, todoItem, counter]
  const sealwax = createSealwax({ keys, components, views, home: '/todos', ...options.sealwax })
  app.use(securityHeaders({ https: options.secure === true }))
  app.use(staticFiles('/demo'))
  app.use(session(sessionOptions(options), app))
  app.use(provide(options.todos))
  app.use(sealwax.middleware())
  app.use(pages().routes())
  app.use(notFound)
  return app
}

function sessionOptions({ store, secure }: AppOptions): CreateSessionOptions {
  return {
    key: 'sealwax-demo',
    maxAge: week,
    renew: true,
    httpOnly: true,
    sameSite: 'lax',
    ...(store && { store }),
    ...(secure !== undefined && { secure }),
  }
}

function provide(todos: TodoStore): Middleware {
  return (ctx, next) => {
    ctx.state.todos = todos
    return next()
  }
}

function pages(): Router {
  const router = new Router()
  router.get('/', (ctx) => ctx.redirect('/todos'))
  router.get('/todos', (ctx) => ctx.render('todos.njk', { page: 'todos' }))
  router.get('/counter', (ctx) => ctx.render('counter.njk', { page: 'counter' }))
  return router
}

const notFound: Middleware = async (ctx) => {
  await ctx.render('sealwax/error.njk', {
    status: 404,
    title: 'Nothing here',
    message: 'There is no page at this address.',
    back: '/todos',
  })
  ctx.status = 404
}
