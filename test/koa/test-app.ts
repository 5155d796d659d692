import { fileURLToPath } from 'node:url'
import Koa, { type Context, type Middleware, type Next } from 'koa'
import session, { type CreateSessionOptions } from 'koa-session'
import {
  type Client,
  createSealwax,
  defineComponent,
  newKey,
  type SealwaxOptions,
  stale,
} from 'sealwax'
import supertest, { type Response } from 'supertest'
import { z } from 'zod'

export const views = fileURLToPath(new URL('./views', import.meta.url))

/** What the components of one app see, and what tests look at and change. */
export interface World {
  readonly items: Map<number, { title: string }>
  /** What ran, in order: `load item`, `authorize item touch`, `run item.touch`. */
  readonly ran: string[]
  /** What the app's `error` event carried. */
  readonly errors: unknown[]
  /** Names set while a method of `item` runs its `act`. */
  act: (self: ActSelf) => unknown
  /** What `load` of `item` does first. */
  onLoad: (ctx: Context) => void
  allowed: unknown
  version: number
  now: number
  user: string | undefined
}

/** `self` as far as tests use it. */
export interface ActSelf {
  readonly client: Client
  readonly ctx: Context
  readonly state: Record<string, unknown>
}

export interface TestAppOptions {
  readonly world?: Partial<World>
  readonly sealwax?: Partial<SealwaxOptions>
  readonly session?: CreateSessionOptions | false
  readonly proxy?: boolean
  /** Runs in front of koa-session and Sealwax. */
  readonly first?: Middleware
  /** Runs behind Sealwax, before the pages. */
  readonly pages?: (ctx: Context, next: Next) => unknown
}

/** A Koa app with Sealwax, and the world that its components live in. */
export function createTestApp(options: TestAppOptions = {}) {
  const world: World = {
    items: new Map([1, 2, 3].map((id) => [id, { title: `Item ${id}` }])),
    ran: [],
    errors: [],
    act: () => undefined,
    onLoad: () => {},
    allowed: true,
    version: 1,
    now: Date.UTC(2026, 0, 1),
    user: undefined,
    ...options.world,
  }
  const app = new Koa({ proxy: options.proxy ?? false, keys: ['cookie key'] })
  app.on('error', (error) => world.errors.push(error))
  if (options.first) app.use(options.first)
  if (options.session !== false) app.use(session({ key: 'sid', ...options.session }, app))
  app.use((ctx, next) => {
    ctx.state['visitor'] = world.user
    return next()
  })
  const sealwax = createSealwax({
    keys: [testKey],
    components: createComponents(world),
    views,
    now: () => world.now,
    principal: () => world.user,
    ...options.sealwax,
  })
  app.use(sealwax.middleware())
  if (options.pages) app.use(options.pages as Middleware)
  app.use(pages)
  return { app, world, browser: () => createBrowser(app) }
}

export const testKey = newKey()

function createComponents(world: World) {
  return [createCounter(world), createItem(world), createProfile(world), createPanel()]
}

function createCounter(world: World) {
  return defineComponent({
    name: 'counter',
    template: 'components/counter.njk',
    args: z.object({ label: z.string() }),
    state: () => ({ count: 0 }),
    load() {
      world.ran.push('load counter')
      return {}
    },
    methods: {
      increment(self) {
        world.ran.push('run counter.increment')
        self.state.count++
      },
      add: {
        params: z.object({ amount: z.coerce.number() }),
        run(self, { amount }) {
          self.state.count += amount
        },
      },
      look() {
        world.ran.push('run counter.look')
      },
      leave: (self) => self.client.remove(),
    },
  })
}

function createItem(world: World) {
  return defineComponent({
    name: 'item',
    template: 'components/item.njk',
    args: z.object({ itemId: z.number() }),
    state: () => ({ touches: 0, padding: '' }),
    get version() {
      return world.version
    },
    authorize({ method }) {
      world.ran.push(`authorize item ${method}`)
      return world.allowed as boolean
    },
    load({ args, ctx }) {
      world.ran.push('load item')
      world.onLoad(ctx)
      const item = world.items.get(args.itemId)
      if (item === undefined) throw stale('That item was deleted.')
      return { item }
    },
    methods: {
      touch(self) {
        world.ran.push('run item.touch')
        self.state.touches++
      },
      act(self) {
        world.ran.push('run item.act')
        return world.act(self as unknown as ActSelf)
      },
      save: {
        download: true,
        run(self) {
          world.ran.push('run item.save')
          return world.act(self as unknown as ActSelf)
        },
      },
      pay: {
        once: true,
        run(self) {
          world.ran.push('run item.pay')
          self.state.touches++
          return world.act(self as unknown as ActSelf)
        },
      },
      rename: {
        params: z.object({ title: z.string().trim().min(1, 'Write a title.') }),
        run(self, { title }) {
          world.ran.push('run item.rename')
          self.item.title = title
        },
      },
    },
  })
}

/** Holds an item. */
function createPanel() {
  return defineComponent({
    name: 'panel',
    template: 'components/panel.njk',
    state: () => ({ opened: 0 }),
    methods: {
      open(self) {
        self.state.opened++
      },
    },
  })
}

function createProfile(world: World) {
  return defineComponent({
    name: 'profile',
    template: 'components/profile.njk',
    publicState: z.object({ name: z.string().max(20, 'Too long.').default('nobody') }),
    methods: {
      save: {
        params: z.object({
          email: z.string().regex(/@/, 'Write an address.'),
          tag: z.union([z.string(), z.array(z.string())]).optional(),
        }),
        run(self, params) {
          world.ran.push(`run profile.save ${JSON.stringify(params)}`)
          self.client.dispatch('saved')
        },
      },
      sign_up: {
        params: z.object({ plan: z.string() }),
        run(_, { plan }) {
          world.ran.push(`run profile.sign_up ${plan}`)
        },
      },
    },
  })
}

const pages: Middleware = async (ctx) => {
  if (ctx.method !== 'GET') return
  const { querystring: query } = ctx
  if (ctx.path === '/plain') await ctx.render('plain.njk', { text: 'No component here.' })
  if (ctx.path === '/items') await ctx.render('items.njk', { ids: [1, 2, 3] })
  if (ctx.path === '/panel') await ctx.render('panel.njk')
  if (ctx.path === '/profile') await ctx.render('profile.njk', { query })
  if (ctx.path === '/counters') await ctx.render('counters.njk', { query })
}

/** An in-memory store for koa-session. */
export function createStore() {
  const sessions = new Map<string, string>()
  return {
    sessions,
    get: async (key: string) => JSON.parse(sessions.get(key) ?? 'null') as object | null,
    set: async (key: string, value: object) => void sessions.set(key, JSON.stringify(value)),
    destroy: async (key: string) => void sessions.delete(key),
  }
}

export type Fields = readonly (readonly [string, string])[] | Record<string, string>
export type Headers = Record<string, string>

/** A browser: keeps cookies, follows nothing by itself. */
export function createBrowser(app: Koa) {
  const agent = supertest.agent(app.callback())
  const send = (path: string, fields: Fields, headers: Headers): Promise<Response> =>
    agent
      .post(path)
      .redirects(0)
      .set(headers)
      .type('form')
      .send(new URLSearchParams(fields as Record<string, string>).toString())
      .then((answer) => answer)
  return {
    agent,
    get: (path: string, headers: Headers = {}): Promise<Response> =>
      agent
        .get(path)
        .redirects(0)
        .set(headers)
        .then((answer) => answer),
    /** Posts as a browser without JavaScript does. */
    post: (path: string, fields: Fields, headers: Headers = {}) => send(path, fields, headers),
    /** Posts as htmx does. */
    htmx: (path: string, fields: Fields, headers: Headers = {}) =>
      send(path, fields, { 'HX-Request': 'true', 'HX-Request-Type': 'partial', ...headers }),
  }
}

export type Browser = ReturnType<typeof createBrowser>

export type { Response }
