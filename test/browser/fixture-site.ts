import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, beforeEach } from 'node:test'
import { fileURLToPath } from 'node:url'
import Koa, { type Middleware } from 'koa'
import session, { type CreateSessionOptions } from 'koa-session'
import { createSealwax, newKey, type SealwaxOptions } from 'sealwax'
import { orders } from './client-components.ts'
import { components } from './fixture-components.ts'
import { listen, type Site } from './launch.ts'

/** What a test turns; each test begins with all as they were at first. */
interface Handles {
  /** Runs before each call: a delay, or an answer in the toolkit's place. */
  intercept: Middleware | undefined
  /** Runs before each page: an answer in the page's place. */
  interceptPage: Middleware | undefined
  /** Milliseconds that the toolkit's clock is ahead. */
  ahead: number
  /** Content of `<meta name="htmx-config">`. */
  htmxConfig: string
  /** Whether pages load `sealwax.js`. */
  script: boolean
  /** Whether pages load `htmx-2-compat`. */
  compat: boolean
  /** Attributes of the element around all components. */
  around: string
  /** Directives behind those that each page has. */
  csp: string
  /** Whether pages load `sealwax-trusted-types.js`. */
  trustedTypes: boolean
}

/** A small app for what the demo does not do. */
export interface FixtureSite extends Site, Handles {
  /** Rows of the data behind `note` components, at first `one`, `two` and `three`; without its row one is stale. */
  readonly rows: Map<string, string>
  /** Requests for pages and calls so far, as `GET /tallies` or `POST tally/add`. */
  readonly requests: string[]
  /** Those of them that are calls. */
  readonly calls: () => string[]
  /** Puts other keys in the place of the one that sealed so far. */
  readonly changeKey: (keys?: readonly string[]) => void
}

/** What a test adds to the fixture app. */
export interface FixtureOptions {
  readonly session?: CreateSessionOptions
  readonly sealwax?: Partial<SealwaxOptions>
  /** Runs behind Sealwax, before the pages. */
  readonly pages?: Middleware
  /** Where the handles stand at first. */
  readonly handles?: Partial<Handles>
}

declare module 'koa' {
  interface DefaultState {
    rows: Map<string, string>
  }
}

const csp =
  "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'; img-src data:"
const views = fileURLToPath(new URL('views', import.meta.url))
const compat = createRequire(import.meta.url).resolve('htmx.org/dist/ext/htmx-2-compat.js')
const scripts = new Map([
  ['/watcher.js', readFileSync(new URL('watcher.js', import.meta.url), 'utf8')],
  ['/compat.js', readFileSync(compat, 'utf8')],
])

/** Starts the fixture app for the tests around this call. Its pages are `views/NAME.njk` at `/NAME`. */
export function useFixture(options: FixtureOptions = {}): FixtureSite {
  const { site, start, reset } = createFixture(options)
  before(start)
  beforeEach(reset)
  after(() => site.close())
  return site
}

/** Starts a fixture app that its test closes. */
export async function startFixture(options: FixtureOptions = {}): Promise<FixtureSite> {
  const { site, start, reset } = createFixture(options)
  await start()
  reset()
  return site
}

const handles: Handles = {
  intercept: undefined,
  interceptPage: undefined,
  ahead: 0,
  htmxConfig: '{}',
  script: true,
  compat: false,
  around: '',
  csp: '',
  trustedTypes: false,
}

/** A site before it listens. */
const notListening: Site = {
  url: '',
  open: () => Promise.reject(new Error('The fixture app does not listen yet.')),
  close: async () => {},
}

function createFixture(options: FixtureOptions) {
  const build = (keys: readonly string[] = [newKey()]) =>
    buildApp(site, { ...options, sealwax: { ...options.sealwax, keys } }).callback()
  let handle: ReturnType<Koa['callback']>
  const site: FixtureSite = {
    ...notListening,
    ...handles,
    rows: new Map(),
    requests: [],
    calls: () => site.requests.filter((line) => line.startsWith('POST')),
    changeKey(keys) {
      handle = build(keys)
    },
  }
  return {
    site,
    start: async () => {
      handle = build(options.sealwax?.keys)
      Object.assign(site, await listen((request, response) => void handle(request, response)))
    },
    reset: () => {
      Object.assign(site, handles, options.handles)
      site.requests.length = 0
      site.rows.clear()
      for (const name of ['one', 'two', 'three']) site.rows.set(name, `Row ${name}`)
      orders.give = () => {}
    },
  }
}

function buildApp(site: FixtureSite, options: FixtureOptions): Koa {
  const app = new Koa({ keys: ['test'] })
  const now = () => Date.now() + site.ahead
  const settings = {
    keys: [],
    components,
    views,
    now,
    badStates: false,
    ...options.sealwax,
  } as const
  const sealwax = createSealwax(settings)
  app.on('error', () => {})
  app.use(session({ ...options.session }, app))
  app.use((ctx, next) => {
    ctx.set('Content-Security-Policy', csp + site.csp)
    ctx.state.rows = site.rows
    return next()
  })
  app.use(record(site))
  app.use(sealwax.middleware())
  if (options.pages) app.use(options.pages)
  app.use((ctx) => {
    const body = scripts.get(ctx.path)
    if (body !== undefined) return Object.assign(ctx, { type: 'js', body })
    const { htmxConfig, script, compat, around, trustedTypes } = site
    const rows = [...site.rows.keys()]
    const data = { ...ctx.query, rows, htmxConfig, script, compat, around, trustedTypes }
    return ctx.render(`${ctx.path.slice(1)}.njk`, data)
  })
  return app
}

function record(site: FixtureSite): Middleware {
  return (ctx, next) => {
    if (ctx.path.endsWith('.js') || ctx.path === '/favicon.ico') return next()
    const { requests, intercept, interceptPage } = site
    const isCall = ctx.path.startsWith('/_sealwax/')
    requests.push(`${ctx.method} ${ctx.path.replace('/_sealwax/', '')}`)
    const before = isCall ? intercept : interceptPage
    return before ? before(ctx, next) : next()
  }
}
