import type { Redis } from 'ioredis'
import type { Context, Next } from 'koa'
import type { CreateSessionOptions } from 'koa-session'
import { createRedisSessionStore, type Principal } from 'sealwax'
import { createGate } from '../../browser/in-page.ts'
import { createTestApp } from '../../koa/test-app.ts'
import { type Answer, fromPage, type Headers, listen, visit, type Wire } from '../wire.ts'

/** An app with people who log in and out, and its sessions. */
export interface People {
  readonly wire: Wire
  readonly world: ReturnType<typeof createTestApp>['world']
  /** Who uses the site; `undefined` for the one that the session names. */
  principal: (ctx: Context) => Principal
  /** Lets the requests to `/slow` go on, and tells when one has begun. */
  slow: { begun: ReturnType<typeof createGate>; until: ReturnType<typeof createGate> }
  /** Keys of the sessions that there are; none in a cookie. */
  readonly keys: () => Promise<readonly string[]>
}

interface Session {
  user?: string
  seen?: number
  regenerate?(): Promise<void>
}

let sites = 0

/** Opens the app with its sessions in a Redis, or in cookies without one. */
export async function openPeople(client?: Redis): Promise<People> {
  const prefix = `attack${sites++}:`
  const send = (...command: [string, ...string[]]) => client?.call(...command) as Promise<unknown>
  const session: CreateSessionOptions = client
    ? { store: createRedisSessionStore(send, { prefix }) }
    : {}
  const people = {
    principal: (ctx: Context): Principal => (ctx['session'] as Session | null)?.user,
    slow: { begun: createGate(), until: createGate() },
  }
  const { app, world } = createTestApp({
    session,
    sealwax: { principal: (ctx) => people.principal(ctx), badStates: false },
    pages: accounts(people),
  })
  const wire = await listen(app)
  const keys = async () => (await client?.keys(`${prefix}*`)) ?? []
  return Object.assign(people, { wire, world, keys })
}

/** Pages that log in and out as the documentation says, and slow ones. */
function accounts(people: Pick<People, 'slow'>) {
  const routes: Record<string, (ctx: Context, session: Session) => Promise<void> | void> = {
    async '/login'(ctx, session) {
      await session.regenerate?.()
      Object.assign(ctx['session'], { user: String(ctx.query['as']) })
      ctx.sealwax.renew()
    },
    '/logout'(ctx) {
      Object.assign(ctx, { session: null })
    },
    '/renew': (ctx) => ctx.sealwax.renew(),
    async '/slow'(ctx, session) {
      people.slow.begun.open()
      await people.slow.until.opened
      session.seen = (session.seen ?? 0) + 1
      if (ctx.query['renew']) ctx.sealwax.renew()
      if (ctx.query['draw']) await ctx.render('items.njk', { ids: [1] })
    },
    '/whoami': () => {},
  }
  return async (ctx: Context, next: Next) => {
    const route = routes[ctx.path]
    if (route === undefined) return next()
    await route(ctx, (ctx['session'] ?? {}) as Session)
    ctx.body ??= (ctx['session'] as Session | null)?.user ?? 'nobody'
    return undefined
  }
}

/** A browser: keeps its cookies, and can be given those of another. */
export interface Visitor {
  cookie: string
  readonly get: (path: string) => Promise<Answer>
  /** State of the first item on its page. */
  readonly state: () => Promise<string>
  readonly call: (called: Called) => Promise<Answer>
}

interface Called {
  readonly state: string
  readonly method?: string
  readonly fields?: Readonly<Record<string, string>>
  readonly htmx?: boolean
}

const form: Headers = [['Content-Type', 'application/x-www-form-urlencoded']]

export function visitorOf({ wire }: Pick<People, 'wire'>, cookie = ''): Visitor {
  const keep = (answer: Answer) => {
    visitor.cookie = merge(visitor.cookie, answer)
    return answer
  }
  const visitor: Visitor = {
    cookie,
    get: async (path) => keep(await wire.send({ method: 'GET', path, headers: fromPage(visitor) })),
    async state() {
      const { page, cookie: now } = await visit(wire, '/items', visitor.cookie)
      visitor.cookie = now
      return page.state('item-1')
    },
    async call({ state, method = 'touch', fields = {}, htmx = true }) {
      const body = new URLSearchParams({ _state: state, ...fields }).toString()
      const headers = [...fromPage({ ...visitor, htmx }), ...form]
      return keep(await wire.send({ path: `/_sealwax/item/${method}`, headers, body }))
    },
  }
  return visitor
}

/** Cookies as a browser keeps them: what is set anew replaces, what has ended goes. */
function merge(cookie: string, { headers }: Answer): string {
  const jar = new Map(cookie.split('; ').filter(Boolean).map(splitCookie))
  for (const line of headers['set-cookie'] ?? []) {
    const [name, value] = splitCookie(line.split(';')[0] ?? '')
    if (value === '' || /expires=Thu, 01 Jan 1970/.test(line)) jar.delete(name)
    else jar.set(name, value)
  }
  return [...jar].map((pair) => pair.join('=')).join('; ')
}

function splitCookie(text: string): [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}
