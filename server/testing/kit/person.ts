import type { Ctx, Visit } from '../../core/rooms.ts'
import { createVisit } from '../../core/rooms.ts'
import type { SessionHolder } from '../../koa/context.ts'
import type { Site } from './site.ts'

/** Somebody who uses the components: a session, and what the app's own middleware says of them. */
export interface Person extends Required<SessionHolder> {
  /** What `ctx.state` holds in each request. */
  readonly state: Record<string, unknown>
  /** What else `ctx` holds. */
  readonly ctx: object
}

/** Makes the context of one request, as far as components see it. */
export function createCtx(site: Site, person: Person): Ctx {
  const ctx = {
    method: 'POST',
    path: '/',
    url: '/',
    originalUrl: '/',
    query: {},
    ip: '127.0.0.1',
    get: () => '',
    set: () => {},
    ...person.ctx,
    state: { ...person.state },
    get session() {
      return person.session
    },
    set session(session) {
      person.session = session
    },
    sealwax: { renew: () => site.session.renew(ctx), messages: () => [] },
  } as unknown as Ctx
  return ctx
}

/** Makes the visit of one request. */
export function visitOf(site: Site, person: Person, isPage = false): Visit {
  const { session, toolkit, page } = site
  const ctx = createCtx(site, person)
  return createVisit({
    toolkit,
    ctx,
    page,
    origin: 'http://localhost',
    sealer: () => (isPage ? session.sealerForRender(ctx) : session.sealer(ctx)),
    warn: (message) => void site.warnings.push(message),
  })
}
