import { fileURLToPath } from 'node:url'
import { Router } from '@koa/router'
import { send } from '@koa/send'
import Koa from 'koa'
import helmet from 'koa-helmet'
import session from 'koa-session'
import { createSealwax } from 'sealwax'
import { entry } from './components/entry.js'
import { guestBook } from './components/guest-book.js'

const folder = (name) => fileURLToPath(new URL(`./${name}`, import.meta.url))

const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

/** Builds the app. It does not listen yet, so that tests can use it. */
export function createApp({ entries, keys, cookieKeys, proxy = false }) {
  // Behind a proxy the app learns from its headers who asks, and by which address.
  const app = new Koa({ keys: cookieKeys, proxy, maxIpsCount: 1 })
  const sealwax = createSealwax({ keys, components: [guestBook, entry], views: folder('views') })

  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives },
      // helmet's own choice, no-referrer, has browsers hide where a form comes from.
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: proxy,
    }),
  )
  app.use(publicFiles)
  app.use(session({ sameSite: 'lax' }, app))
  app.use((ctx, next) => {
    ctx.state.entries = entries
    return next()
  })
  app.use(sealwax.middleware())
  app.use(pages.routes())
  return app
}

const pages = new Router()
pages.get('/', (ctx) => ctx.render('home.njk'))

function publicFiles(ctx, next) {
  if (!ctx.path.startsWith('/public/')) return next()
  return send(ctx, ctx.path.slice('/public'.length), { root: folder('public') })
}
