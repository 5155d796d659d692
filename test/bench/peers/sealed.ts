import { createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { Router } from '@koa/router'
import type Koa from 'koa'
import type { Context } from 'koa'
import nunjucks from 'nunjucks'
import { createRaw } from '../micro/raw.ts'
import { readForm } from './read-form.ts'
import { createSite, type PeerOptions, sameSite } from './site.ts'
import type { Todo } from './store.ts'

/**
 * The pages by hand with a state each that is sealed by hand, by a key of the session, and nothing besides: no check of
 * what is written or read, no lifetime, no type but JSON's. What it costs more than by hand is what sealing costs.
 */
export function createSealedPeer({ store, views }: PeerOptions): Koa {
  const env = new nunjucks.Environment(new nunjucks.FileSystemLoader(views), { autoescape: true })
  const lockOf = createLocks()
  const seal = (ctx: Context, state: object) =>
    lockOf(ctx)
      .seal(Buffer.from(JSON.stringify(state)))
      .toString('base64url')
  const open = async (ctx: Context) => {
    const { state = '' } = await readForm(ctx)
    return JSON.parse(lockOf(ctx).unseal(Buffer.from(state, 'base64url')).toString())
  }
  const router = new Router()

  const counter = (ctx: Context, count: number) => {
    const shown = { label: 'Letters', count }
    return { ...shown, state: seal(ctx, shown) }
  }
  router.get('/counter', (ctx) => {
    ctx.body = env.render('sealed/counters.njk', counter(ctx, 0))
  })
  router.post('/counter/increment', async (ctx) => {
    const { count } = await open(ctx)
    ctx.body = env.render('sealed/counter.njk', counter(ctx, count + 1))
  })

  const item = (ctx: Context, todo: Todo | undefined, toggles = 0) =>
    env.render('sealed/todo-item.njk', { todo, state: seal(ctx, { id: todo?.id, toggles }) })
  router.get('/each/:rows', (ctx) => {
    const ids = store.ids(Number(ctx.params['rows']))
    ctx.body = env.render('hand/each.njk', { items: ids.map((id) => item(ctx, store.find(id))) })
  })
  router.get('/batch', (ctx) => {
    const ids = store.ids(100)
    const todos = store.findMany(ids)
    ctx.body = env.render('hand/each.njk', { items: ids.map((id) => item(ctx, todos.get(id))) })
  })
  router.post('/todos/toggle', async (ctx) => {
    const { id, toggles } = await open(ctx)
    if (!store.find(id)) ctx.throw(410)
    store.toggle(id)
    ctx.body = item(ctx, store.find(id), toggles + 1)
  })
  const app = createSite()
  app.use(sameSite)
  app.use(router.routes())
  return app
}

/** A key for each session, derived once. */
function createLocks() {
  const secret = randomBytes(32)
  const locks = new Map<string, ReturnType<typeof createRaw>>()
  return ({ session }: Context) => {
    const id: string = ((session ?? {})['id'] ??= randomBytes(16).toString('base64url'))
    const derive = () => createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', id, 32)))
    const lock = locks.get(id) ?? createRaw(derive())
    locks.set(id, lock)
    return lock
  }
}
