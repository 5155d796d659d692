import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Koa, { type Middleware } from 'koa'
import session, { type CreateSessionOptions } from 'koa-session'
import { createSealwax, newKey, type SealwaxOptions } from 'sealwax'
import { components } from './fixture-components.ts'
import { listen, type Site } from './launch.ts'

/** A small app for what the demo does not do, and the handles that a test turns. */
export interface FixtureSite extends Site {
  /** Rows of the data behind `note` components; delete one and its component is stale. */
  readonly rows: Map<string, string>
  /** Brings back the rows `one`, `two` and `three`. */
  readonly resetRows: () => void
  /** Requests for pages and calls so far, as `GET /tallies` or `POST tally/add`. */
  readonly requests: string[]
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
  /** Puts other keys in the place of the one that sealed so far. */
  changeKey: (keys?: readonly string[]) => void
}

/** What a test adds to the fixture app. */
export interface FixtureOptions {
  readonly session?: CreateSessionOptions
  readonly sealwax?: Partial<SealwaxOptions>
  /** Runs behind Sealwax, before the pages. */
  readonly pages?: Middleware
}

declare module 'koa' {
  interface DefaultState {
    rows: Map<string, string>
  }
}

const csp =
  "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'; img-src data:"
const views = fileURLToPath(new URL('views', import.meta.url))
const watcher = readFileSync(new URL('watcher.js', import.meta.url), 'utf8')

/** Starts the fixture app. Its pages are `views/NAME.njk` at `/NAME`. */
export async function startFixture(options: FixtureOptions = {}): Promise<FixtureSite> {
  const build = (keys: readonly string[] = [newKey()]) =>
    buildApp(() => site, { ...options, sealwax: { ...options.sealwax, keys } }).callback()
  let handle = build(options.sealwax?.keys)
  const listening = await listen((request, response) => void handle(request, response))
  const site: FixtureSite = {
    ...listening,
    rows: new Map(),
    resetRows() {
      site.rows.clear()
      for (const name of ['one', 'two', 'three']) site.rows.set(name, `Row ${name}`)
    },
    requests: [],
    intercept: undefined,
    interceptPage: undefined,
    ahead: 0,
    htmxConfig: '{}',
    script: true,
    changeKey(keys) {
      handle = build(keys)
    },
  }
  site.resetRows()
  return site
}

function buildApp(site: () => FixtureSite, options: FixtureOptions): Koa {
  const app = new Koa({ keys: ['test'] })
  const now = () => Date.now() + site().ahead
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
    ctx.set('Content-Security-Policy', csp)
    ctx.state.rows = site().rows
    return next()
  })
  app.use(record(site))
  app.use(sealwax.middleware())
  if (options.pages) app.use(options.pages)
  app.use((ctx) => {
    if (ctx.path === '/watcher.js') return Object.assign(ctx, { type: 'js', body: watcher })
    const { rows, htmxConfig, script } = site()
    const data = { ...ctx.query, rows: [...rows.keys()], htmxConfig, script }
    return ctx.render(`${ctx.path.slice(1)}.njk`, data)
  })
  return app
}

function record(site: () => FixtureSite): Middleware {
  return (ctx, next) => {
    if (ctx.path.endsWith('.js') || ctx.path === '/favicon.ico') return next()
    const { requests, intercept, interceptPage } = site()
    const isCall = ctx.path.startsWith('/_sealwax/')
    requests.push(`${ctx.method} ${ctx.path.replace('/_sealwax/', '')}`)
    const before = isCall ? intercept : interceptPage
    return before ? before(ctx, next) : next()
  }
}
