import { fileURLToPath } from 'node:url'
import Koa, { type Context, type Next } from 'koa'
import session from 'koa-session'
import { createSealwax, defineComponent, newKey } from 'sealwax'

export const views = fileURLToPath(new URL('./views', import.meta.url))

export const goodPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'"
export const goodHead =
  '<script src="/_sealwax/htmx.js" defer></script><script src="/_sealwax/sealwax.js" defer></script>'

/** What can be wrong with an app. Nothing is, by default. */
export interface Faults {
  readonly keys?: string[]
  readonly cookieKeys?: string[] | null
  readonly session?: object | false
  /** Whether Sealwax stands in front of the session, or behind the page. */
  readonly order?: 'session late' | 'page first'
  readonly headers?: Record<string, string>
  readonly head?: string
  readonly proxy?: boolean
  readonly maxIpsCount?: number
  readonly views?: string[]
  readonly template?: string
  readonly page?: string
  /** Scripts of the site itself, by their paths. */
  readonly scripts?: Record<string, string>
  /** Answers calls before Sealwax does. */
  readonly callsRefused?: number
  readonly forgetful?: boolean
}

/** An app with a counter, and with faults. */
export function buildApp(faults: Faults = {}): Koa {
  const { proxy = false, maxIpsCount = 1, cookieKeys = ['a text that nobody guesses'] } = faults
  const app = new Koa({ proxy, maxIpsCount })
  if (cookieKeys !== null) app.keys = cookieKeys
  for (const part of partsOf(app, faults)) app.use(part)
  return app
}

function partsOf(app: Koa, faults: Faults) {
  const counter = defineComponent({
    name: 'counter',
    template: faults.template ?? 'counter.njk',
    state: () => ({ count: 0 }),
    methods: {
      increment(self) {
        self.state.count++
      },
    },
  })
  const { keys = [newKey()], views: folders = [views], head = goodHead } = faults
  const sealwax = createSealwax({ keys, components: [counter], views: folders })
  const policies = {
    'Content-Security-Policy': goodPolicy,
    'Referrer-Policy': 'same-origin',
    ...faults.headers,
  }
  const headers = (ctx: Context, next: Next) => {
    for (const [name, value] of Object.entries(policies)) if (value !== '') ctx.set(name, value)
    if (faults.callsRefused && ctx.method === 'POST') ctx.throw(faults.callsRefused)
    const script = faults.scripts?.[ctx.path]
    if (script === undefined) return next()
    ctx.type = 'js'
    ctx.body = script
    return undefined
  }
  const sessions =
    faults.session === false ? [] : [session({ sameSite: 'lax', ...faults.session }, app)]
  const page = (ctx: Context) => ctx.render(faults.page ?? 'page.njk', { head })
  const first = faults.forgetful ? [forget, headers] : [headers]
  if (faults.order === 'page first') return [...first, ...sessions, page, sealwax.middleware()]
  if (faults.order === 'session late') return [...first, sealwax.middleware(), ...sessions, page]
  return [...first, ...sessions, sealwax.middleware(), page]
}

function forget(ctx: Context, next: Next) {
  delete ctx.request.headers.cookie
  return next()
}
