import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import Koa, { type Middleware } from 'koa'
import mount from 'koa-mount'
import session from 'koa-session'
import { createSealwax, newKey, type SealwaxOptions } from 'sealwax'
import { components } from './fixture-components.ts'
import { clickAll, complaints, whenText } from './in-page.ts'
import { listen, openPage, type Site } from './launch.ts'

const views = fileURLToPath(new URL('views', import.meta.url))
const rows = new Map<string, string>()
/** Milliseconds that the clock of all toolkits is ahead. */
let ahead = 0
const now = () => Date.now() + ahead

function createPart(says: string, options: Partial<SealwaxOptions> = {}): Middleware[] {
  const sealwax = createSealwax({ keys: [newKey()], components, views, now, ...options })
  const pages: Middleware = (ctx, next) => {
    if (ctx.path !== '/page') return next()
    return ctx.render('mounted.njk', { says, rows: [...rows.keys()] })
  }
  return [sealwax.middleware(), pages]
}

function createSite(cookie: object, parts: Middleware[]): Koa {
  const app = new Koa({ keys: ['cookie key'] })
  app.on('error', () => {})
  app.use(session(cookie, app))
  app.use((ctx, next) => {
    ctx.state.rows = rows
    return next()
  })
  for (const part of parts) app.use(part)
  return app
}

function mounted(at: string, parts: Middleware[]): Middleware {
  const app = new Koa()
  for (const part of parts) app.use(part)
  return mount(at, app)
}

/** Three toolkits in one process: two below a path, one at the root. */
function startTutorial(): Promise<Site> {
  const [root, pages] = createPart('root') as [Middleware, Middleware]
  const steps = [3, 4].map((n) => mounted(`/tutorial/${n}`, createPart(`step ${n}`)))
  return listen(createSite({}, [root, ...steps, pages]))
}

/** An app that is told of no `/app`, behind a proxy that takes it off. Its cookie goes to no other app. */
function startProxied(): Promise<Site> {
  const parts = createPart('proxied', { base: '/app' })
  const app = createSite({ path: '/app' }, parts).callback()
  return listen((request, response) => {
    if (!request.url?.startsWith('/app/')) return response.writeHead(404).end()
    request.url = request.url.slice('/app'.length)
    return void app(request, response)
  })
}

const places: [says: string, base: string, start: () => Promise<Site>][] = [
  ['root', '', startTutorial],
  ['step 3', '/tutorial/3', startTutorial],
  ['step 4', '/tutorial/4', startTutorial],
  ['proxied', '/app', startProxied],
]

for (const [says, base, start] of places) {
  describe(`components of the app ${says}, in a browser`, () => {
    let site: Site

    before(async () => {
      site = await start()
    })
    beforeEach(() => {
      ahead = 0
      rows.clear()
      rows.set('one', 'Row one').set('two', 'Row two')
    })
    after(() => site.close())

    it('answer clicks, go on after a state has expired, and leave when their data is gone', async () => {
      const page = await site.open(`${base}/page`)
      assert.equal(await page.locator('h1').innerText(), says)
      await clickAll(page, '#tally-a .one', '#tally-a .ten')
      await whenText(page, '#tally-a output', '11')
      ahead = 48 * 60 * 60 * 1000
      const refused = page.waitForResponse((answer) => answer.status() === 403)
      const again = page.waitForResponse((answer) => answer.url().endsWith(`${base}/page`))
      await clickAll(page, '#tally-a .one')
      await refused
      assert.equal((await again).status(), 200)
      await whenText(page, '#tally-a output', '0')
      await clickAll(page, '#tally-a .one')
      await whenText(page, '#tally-a output', '1')
      ahead = 0
      rows.delete('one')
      await clickAll(page, '#note-one .touch')
      await page.locator('#note-one').waitFor({ state: 'detached' })
      const odd = complaints(page).filter((line) => !/status of (403|410)/.test(line))
      assert.deepEqual(odd, [])
    })

    it('work without JavaScript', async () => {
      const page = await openPage({ javaScriptEnabled: false })
      await page.goto(`${site.url}${base}/page`)
      await page.locator('#tally-a .ten').click()
      assert.equal(await page.locator('#tally-a output').innerText(), '10')
      assert.equal(new URL(page.url()).pathname, `${base}/page`)
      await page.locator('#note-two [name=title]').fill('x')
      await page.locator('#note-two [name=title]').press('Enter')
      await page.locator('#note-two .problem', { hasText: 'Three letters' }).waitFor()
      assert.equal(await page.locator('h1').innerText(), says)
      assert.equal(await page.locator('#tally-a output').innerText(), '10')
      await page.locator('#note-two [name=title]').fill('Wax')
      await page.locator('#note-two [name=title]').press('Enter')
      await page.waitForURL((url) => url.pathname === `${base}/page`)
      assert.equal(rows.get('two'), 'Wax')
      assert.equal(await page.locator('#tally-a output').innerText(), '10')
      await page.locator('#note-two .remove').click()
      await page.waitForURL((url) => url.pathname === `${base}/page`)
      assert.equal(await page.locator('#note-two').count(), 0)
    })

    it('have their session in a cookie for the paths that it is for', async () => {
      const page = await site.open(`${base}/page`)
      const cookies = await page.context().cookies(`${site.url}${base}/page`)
      const path = base === '/app' ? '/app' : '/'
      assert.deepEqual(new Set(cookies.map((cookie) => cookie.path)), new Set([path]))
    })
  })
}

describe('two toolkits of one session, in one browser', () => {
  it('count each for itself, and one does not end the states of the other', async () => {
    const site = await startTutorial()
    const first = await site.open('/tutorial/3/page')
    const second = await first.context().newPage()
    await second.goto(`${site.url}/tutorial/4/page`)
    await clickAll(second, '#tally-a .ten')
    await whenText(second, '#tally-a output', '10')
    await clickAll(first, '#tally-a .one')
    await whenText(first, '#tally-a output', '1')
    await second.close()
    await site.close()
  })
})
