import type { Context } from 'koa'
import { createVisit, type Visit } from '../../core/rooms.ts'
import type { SessionHolder } from '../../koa/context.ts'
import { createHtmx } from '../../koa/htmx.ts'
import type { Site } from './create-site.ts'

/** Somebody who uses the components: a session, and what the app's own middleware says of them. */
export interface Person extends Required<SessionHolder> {
  /** What `ctx.state` holds in each request. */
  readonly state: Record<string, unknown>
  /** What else `ctx` holds. */
  readonly ctx: object
}

/** What a request is for: a call comes from htmx, a page from a link. */
export type Reason = 'call' | 'page'

const origin = new URL('http://localhost')

/** Makes the context of one request, as far as components see it. */
export function createCtx(site: Site, person: Person, reason: Reason): Context {
  const ctx = {
    ...requestFor(site, reason),
    ip: '127.0.0.1',
    set: () => {},
    app: { emit: (_: string, error: Error) => site.warnings.push(error.message) },
    ...person.ctx,
    state: { ...person.state },
    get session() {
      return person.session
    },
    set session(session) {
      person.session = session
    },
    sealwax: {
      base: '',
      renew: () => site.session.renew(asContext(ctx)),
      publish: site.publish,
      messages: () => [],
    },
  }
  return Object.assign(asContext(ctx), { htmx: createHtmx(asContext(ctx)) })
}

function asContext(ctx: object): Context {
  return ctx as Context
}

function requestFor({ page }: Site, reason: Reason) {
  const { pathname, searchParams } = new URL(page, origin)
  const headers: Record<string, string> = reason === 'call' ? { 'hx-request': 'true' } : {}
  return {
    method: reason === 'call' ? 'POST' : 'GET',
    path: pathname,
    url: page,
    originalUrl: page,
    query: Object.fromEntries(searchParams),
    request: { protocol: 'http', host: origin.host },
    req: { headers },
    headers,
    get: (name: string) => headers[name.toLowerCase()] ?? '',
  }
}

/** Makes the visit of one request. */
export function visitOf(site: Site, person: Person, reason: Reason): Visit {
  const { session, toolkit, page } = site
  const ctx = createCtx(site, person, reason)
  return createVisit({
    toolkit,
    ctx,
    page,
    origin: origin.origin,
    sealer: () => (reason === 'page' ? session.sealerForRender(ctx) : session.sealer(ctx)),
    warn: (message) => void site.warnings.push(message),
  })
}
