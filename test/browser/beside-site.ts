import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import Koa from 'koa'
import session from 'koa-session'
import type { Page } from 'playwright-core'
import { createSealwax, defineComponent, newKey } from 'sealwax'
import { z } from 'zod'
import { clickAll, whenText } from './in-page.ts'
import { listen, type Site } from './launch.ts'

const require = createRequire(import.meta.url)
const views = fileURLToPath(new URL('views', import.meta.url))
/** Scripts of other libraries, as they come from npm. */
const libraries: Readonly<Record<string, string>> = {
  '/alpine.js': 'alpinejs/dist/cdn.min.js',
  '/alpine-compat.js': 'htmx.org/dist/ext/hx-alpine-compat.js',
  '/hyperscript.js': 'hyperscript.org',
  '/stimulus.js': '@hotwired/stimulus/dist/stimulus.umd.js',
  '/compat.js': 'htmx.org/dist/ext/htmx-2-compat.js',
}

/** What a page of this site is made of. */
export interface Beside {
  /** Folder below `views/beside` with the page, and the template of the component `gadget`. */
  readonly name: string
  /** Paths of further scripts, in their order; in front of htmx where they begin with `!`. */
  readonly scripts?: readonly string[]
  /** What the page's policy allows scripts beside those of the site. */
  readonly scriptSrc?: string
  /** Value of `hx-boost`. */
  readonly boost?: string
  /** Content of `<meta name="htmx-config">`. */
  readonly htmxConfig?: string
  /** Text of the script `/own.js`. */
  readonly own?: string
}

/** What tests look at. */
export interface BesideSite extends Site {
  /** Requests so far, as `GET /page boosted`. */
  readonly requests: string[]
}

/** A count, a filter and a list: enough to be morphed, moved and removed. */
const gadget = (name: string) =>
  defineComponent({
    name: 'gadget',
    template: `beside/${name}/gadget.njk`,
    publicState: z.object({ word: z.string().default('') }),
    state: () => ({ count: 0, items: ['a', 'b'] }),
    methods: {
      add(self) {
        self.state.count++
      },
      grow(self) {
        self.state.items.unshift(String(self.state.items.length))
      },
      drop: {
        params: z.object({ item: z.string() }),
        run(self, { item }) {
          self.state.items = self.state.items.filter((one) => one !== item)
        },
      },
      look(self) {
        self.client.dispatch('looked', { count: self.state.count })
      },
      leave: (self) => self.client.remove(),
      save: { download: true, run: () => ({ name: 'count.txt', body: 'saved' }) },
    },
  })

/** Starts a site whose pages have another library beside Sealwax. */
export async function startBeside({
  name,
  scripts = [],
  scriptSrc = '',
  htmxConfig = '{}',
  boost = 'true',
  own = '',
}: Beside): Promise<BesideSite> {
  const requests: string[] = []
  const app = new Koa({ keys: ['cookie key'] })
  const sealwax = createSealwax({ keys: [newKey()], components: [gadget(name)], views })
  app.use(session(app))
  app.use(async (ctx, next) => {
    const library = libraries[ctx.path]
    if (library !== undefined)
      return Object.assign(ctx, { type: 'js', body: readFileSync(require.resolve(library)) })
    if (ctx.path === '/own.js') return Object.assign(ctx, { type: 'js', body: own })
    ctx.set(
      'Content-Security-Policy',
      `default-src 'self'; script-src 'self' ${scriptSrc}; img-src data:`,
    )
    if (!ctx.path.endsWith('.js'))
      requests.push(`${ctx.method} ${ctx.path}${ctx.get('HX-Boosted') && ' boosted'}`)
    return next()
  })
  app.use(sealwax.middleware())
  app.use((ctx) => {
    const before = scripts.filter((path) => path.startsWith('!')).map((path) => path.slice(1))
    const after = scripts.filter((path) => !path.startsWith('!'))
    const data = {
      title: ctx.path.slice(1),
      query: ctx.query,
      before,
      after,
      own,
      htmxConfig,
      boost,
    }
    return ctx.render(`beside/${name}/page.njk`, data)
  })
  return { ...(await listen(app)), requests }
}

/**
 * Checks a gadget whose first item was pressed twice, and that was drawn again with one more: the text that a script
 * had written is the server's again, what htmx is told to leave alone is not, and both items still count.
 */
export async function assertDrawnOver(page: Page): Promise<void> {
  assert.equal(await page.locator('#gadget-one #item-a .n').textContent(), '0')
  assert.ok(await page.locator('#gadget-one .panel').isHidden())
  assert.equal(await page.locator('#gadget-one .kept').textContent(), 'Kept')
  await clickAll(page, '#gadget-one #item-a .n', '#gadget-one #item-2 .n')
  await whenText(page, '#gadget-one #item-a .n', '3')
  await whenText(page, '#gadget-one #item-2 .n', '1')
}
