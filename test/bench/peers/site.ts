import { fileURLToPath } from 'node:url'
import Koa, { type Middleware } from 'koa'
import session from 'koa-session'
import type { Store } from './store.ts'

/** What a peer is made of. */
export interface PeerOptions {
  readonly store: Store
  /** Folder of the templates of all peers. */
  readonly views: string
}

/** The templates. A staged copy of this file lies beside a link to them. */
export const views = fileURLToPath(new URL('../views', import.meta.url))

const week = 7 * 24 * 60 * 60 * 1000

/** A site with sessions in a signed cookie, the same for every peer that has any. */
export function createSite(): Koa {
  const app = new Koa({ keys: ['bench'] })
  return app.use(session({ key: 'bench', maxAge: week, sameSite: 'lax' }, app))
}

/** What a call of Sealwax checks as well. */
export const sameSite: Middleware = (ctx, next) => {
  if (ctx.method === 'POST' && ctx.get('Sec-Fetch-Site') !== 'same-origin') ctx.throw(403)
  return next()
}
