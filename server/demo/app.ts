import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Koa, { type Middleware } from 'koa'
import session, { type CreateSessionOptions } from 'koa-session'
import type { Logger } from 'pino'
import { createSealwax, createUploads, type SealwaxOptions } from 'sealwax'
import { decimal } from 'sealwax/plugins/decimal'
import { temporal } from 'sealwax/plugins/temporal'
import { logInAt } from './account/back.ts'
import { logIn } from './account/log-in.ts'
import { createLogInLimit, type LogInLimit } from './account/log-in-limit.ts'
import { logOut } from './account/log-out.ts'
import { userIdOf } from './account/session.ts'
import { board } from './board/board.ts'
import { boardCard } from './board/board-card.ts'
import { boardList } from './board/board-list.ts'
import { contact } from './contact/contact.ts'
import { sentLetter } from './contact/sent-letter.ts'
import { counter } from './counter/counter.ts'
import type { Data } from './data.ts'
import { docsPages, provideDocs } from './docs/docs-pages.ts'
import { docsSearch } from './docs/docs-search.ts'
import { exampleComponents } from './examples/index.ts'
import { logCalls, logErrors } from './log.ts'
import { privateNotes } from './notes/private-notes.ts'
import { pages } from './pages.ts'
import { securityHeaders } from './security-headers.ts'
import { staticFiles } from './static-files.ts'
import { todoItem } from './todos/todo-item.ts'
import { todoList } from './todos/todo-list.ts'
import { tutorial } from './tutorial/tutorial.ts'
import { roundTrip } from './types/round-trip.ts'

/** What the demo needs from outside. */
export interface AppOptions {
  /** Sealwax secrets, newest first. */
  keys: string[]
  /** Keys that sign the session cookie, newest first. */
  cookieKeys: string[]
  data: Data
  /** Absolute path of the folder where the demo keeps files. */
  filesFolder: string
  /** Where sessions are kept; without one, in a signed cookie. */
  store?: NonNullable<CreateSessionOptions['store']>
  /** How often somebody may guess a password; without one, this process counts for itself. */
  logInLimit?: LogInLimit
  /** Forces `Secure` cookies and adds HSTS. Default: `Secure` where the request came by https. */
  secure?: boolean
  /** Believes the one proxy in front, of what it says in `X-Forwarded-*`. Default: false. */
  proxy?: boolean
  /** Where calls and errors are written; without one, errors go to the console. */
  log?: Logger
  /** Options of `createSealwax` that replace the demo's. */
  sealwax?: Partial<SealwaxOptions>
}

const views = fileURLToPath(new URL('../../views/demo', import.meta.url))
const week = 7 * 24 * 60 * 60 * 1000
const components = [
  todoList,
  todoItem,
  counter,
  board,
  boardList,
  boardCard,
  privateNotes,
  logIn,
  logOut,
  roundTrip,
  contact,
  sentLetter,
  docsSearch,
  ...exampleComponents,
]

/**
 * Builds the demo.
 * @param options keys, data and what tests replace
 * @returns a Koa app that does not listen yet
 */
export function createApp(options: AppOptions): Koa {
  const app = new Koa({ proxy: options.proxy ?? false, maxIpsCount: 1, keys: options.cookieKeys })
  const sealwax = createSealwax({
    keys: options.keys,
    components,
    views,
    plugins: [decimal, temporal],
    uploads: createUploads({ folder: join(options.filesFolder, 'uploads') }),
    principal: userIdOf,
    home: '/todos',
    ...(options.log && { onCall: logCalls(options.log) }),
    login: (ctx, back) => (ctx.state.user ? undefined : logInAt(back)),
    ...options.sealwax,
  })
  // `main.ts` says so when the server is told to stop: a stream would keep it.
  app.once('leave', sealwax.close)
  if (options.log) app.on('error', logErrors(options.log))
  app.use(securityHeaders({ https: options.secure === true }))
  app.use(staticFiles('/demo'))
  app.use(tutorial())
  app.use(session(sessionOptions(options), app))
  app.use(provide(options.data, options.logInLimit ?? createLogInLimit()))
  app.use(provideDocs())
  app.use(sealwax.middleware())
  app.use(pages().routes())
  app.use(docsPages().routes())
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

/** The data, and who asks for it. */
function provide(data: Data, logInLimit: LogInLimit): Middleware {
  return async (ctx, next) => {
    const userId = userIdOf(ctx)
    const user = userId === undefined ? undefined : await data.users.find(userId)
    Object.assign(ctx.state, data, { user, logInLimit })
    return next()
  }
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
