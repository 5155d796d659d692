import { beforeEach } from 'node:test'
import type { Context, Middleware } from 'koa'
import { createRedisSessionStore, defineComponent, type SendCommand } from 'sealwax'
import { z } from 'zod'
import { withRedis } from '../services/redis.ts'
import { type FixtureSite, useFixture } from './fixture-site.ts'

/** An app where one logs in, and what a test turns of it. */
export interface PeopleSite extends FixtureSite {
  /** What ran, as `add ada`. */
  readonly ran: string[]
  /** Users who have no right to a purse any more. */
  readonly banned: Set<string>
  /** How often data was read. */
  loads: number
  /** Whether the toolkit is told who the user is. */
  knowsUser: boolean
  /** Whether somebody who may not do something is sent to log in. */
  sendsToLogin: boolean
  /** What the slow method waits for, and how a test learns that it waits. */
  readonly slow: { begun: () => void; until: Promise<void> }
}

export type Mode = 'cookie' | 'store'

interface Session {
  user?: string
  seen?: boolean
  maxAge: number
  regenerate(): Promise<void>
}

let sites = 0

/**
 * Starts an app with users for the tests around this call. Its pages are `/purses` for everybody, `/own` for users only and `/bare` without a
 * component. One logs in at `/entry`, in one step at `/login?as=NAME`, out at `/logout`.
 * @param mode where sessions are kept: in a cookie, or in a Redis
 */
export function usePeople(mode: Mode): PeopleSite {
  const fixture = useFixture({
    session: { key: 'sid', maxAge: 86_400_000, ...(mode === 'store' && { store: createStore() }) },
    sealwax: {
      components: [createPurse(() => site)],
      principal: (ctx) => (site.knowsUser ? sessionOf(ctx)?.user : undefined),
      login: (_, back) =>
        site.sendsToLogin ? `/entry?back=${encodeURIComponent(back)}` : undefined,
    },
    pages: accounts,
  })
  const site: PeopleSite = Object.assign(fixture, {
    ran: [],
    banned: new Set<string>(),
    loads: 0,
    knowsUser: true,
    sendsToLogin: false,
    slow: { begun: () => {}, until: Promise.resolve() },
  })
  beforeEach(() => {
    site.knowsUser = true
    site.sendsToLogin = false
    site.banned.clear()
    site.ran.length = 0
  })
  return site
}

function createStore() {
  return createRedisSessionStore(send, { prefix: `people${sites++}:` })
}

const send: SendCommand = async (...command) => (await withRedis()).client.call(...command)

function sessionOf(ctx: Context): Session | null {
  return ctx['session'] as Session | null
}

function createPurse(site: () => PeopleSite) {
  return defineComponent({
    name: 'purse',
    template: 'components/purse.njk',
    state: () => ({ coins: 0 }),
    authorize: ({ ctx }) => !site().banned.has(sessionOf(ctx)?.user ?? 'nobody'),
    load({ ctx }) {
      site().loads++
      return { who: sessionOf(ctx)?.user ?? 'nobody' }
    },
    methods: {
      add(self) {
        site().ran.push(`add ${self.who}`)
        self.state.coins++
      },
      async slow(self) {
        site().slow.begun()
        await site().slow.until
        Object.assign(self.ctx['session'] as Session, { seen: true })
      },
      save: { params: z.object({ text: z.string().min(1) }), run() {} },
      enter(self) {
        Object.assign(self.ctx['session'] as Session, { user: 'ada' })
        self.ctx.sealwax.renew()
      },
      leave(self) {
        Object.assign(self.ctx, { session: null })
      },
    },
  })
}

const accounts: Middleware = async (ctx, next) => {
  const session = sessionOf(ctx)
  const { as, back = '/purses' } = ctx.query as Record<string, string>
  if (ctx.path === '/login') {
    await session?.regenerate()
    Object.assign(session ?? {}, { user: as })
    ctx.sealwax.renew()
    ctx.redirect(back)
  } else if (ctx.path === '/careless-login') {
    Object.assign(session ?? {}, { user: as })
    ctx.redirect(back)
  } else if (ctx.path === '/regenerate') {
    await session?.regenerate()
    ctx.redirect(back)
  } else if (ctx.path === '/short') {
    Object.assign(session ?? {}, { maxAge: 1000 })
    ctx.redirect(back)
  } else if (ctx.path === '/logout') {
    Object.assign(ctx, { session: null })
    ctx.redirect('/bare')
  } else if (ctx.path === '/own' && session?.user === undefined) {
    ctx.redirect('/entry?back=/own')
  } else {
    ctx.state['back'] = back
    await next()
  }
}
