import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Router } from '@koa/router'
import Koa, { type Middleware } from 'koa'
import mount from 'koa-mount'
import session from 'koa-session'
import { createSealwax, defineComponent, newKey, type SealwaxOptions, stale } from 'sealwax'
import { z } from 'zod'
import { assertErrorPage, assertRedirect } from './answer.ts'
import { fill, readPage } from './page.ts'
import { createBrowser, createTestApp, testKey, views } from './test-app.ts'

/** A component of each mounted app, so that who answers is seen. */
function noteComponent(seen: string[], says: string) {
  return defineComponent({
    name: 'profile',
    template: 'components/profile.njk',
    publicState: z.object({ name: z.string().default('nobody') }),
    load({ ctx }) {
      seen.push(`${says} ${ctx.originalUrl}`)
      if (says === 'gone') throw stale('Gone.')
      return {}
    },
    methods: {
      save: {
        params: z.object({
          email: z.string().regex(/@/, 'Write an address.'),
          tag: z.string().optional(),
        }),
        run(self, { email }) {
          if (email === 'to@list') self.client.redirect('list?all=1')
          if (email === 'push@list') self.client.pushUrl('list')
        },
      },
      sign_up: { params: z.object({ plan: z.string() }), run() {} },
    },
  })
}

/** What one app of the tests serves: pages, with Sealwax in front. */
function createPart(seen: string[], says: string, options: Partial<SealwaxOptions> = {}) {
  const sealwax = createSealwax({
    keys: [newKey()],
    components: [noteComponent(seen, says)],
    views,
    ...options,
  })
  const app = new Koa()
  app.use(sealwax.middleware())
  app.use((ctx, next) => {
    if (ctx.method !== 'GET' || !ctx.path.startsWith('/profile')) return next()
    ctx.set('X-Base', ctx.sealwax.base)
    return ctx.render('mounted.njk', { query: `${says} ${ctx.path}` })
  })
  return { app, sealwax }
}

/** A site whose parts have one session. */
function createSite(first?: Middleware) {
  const app = new Koa({ keys: ['cookie key'], proxy: true })
  app.on('error', () => {})
  if (first) app.use(first)
  app.use(session({ key: 'sid' }, app))
  return app
}

/** Two apps below a path, and a third at the root. */
function createTutorial() {
  const seen: string[] = []
  const site = createSite()
  const parts = ['three', 'four', 'root'].map((says) => createPart(seen, says))
  const [three, four, root] = parts.map(({ app }) => app)
  // The toolkit at the root stands in front of the others.
  site.use(root?.middleware[0] as Middleware)
  site.use(mount('/tutorial/3', three as Koa))
  site.use(mount('/tutorial', mount('/4', four as Koa)))
  site.use(root?.middleware[1] as Middleware)
  return { site, seen, browser: createBrowser(site) }
}

const places = [
  { says: 'root', base: '' },
  { says: 'three', base: '/tutorial/3' },
  { says: 'four', base: '/tutorial/4' },
]

describe('a toolkit below a path', () => {
  for (const { says, base } of places) {
    describe(base === '' ? 'at the root beside others' : `mounted at ${base}`, () => {
      const page = `${base}/profile?tab=2`
      async function open() {
        const { seen, browser } = createTutorial()
        const answer = await browser.get(page)
        const drawn = readPage(answer.text)
        return { seen, browser, answer, drawn, form: drawn.form('profile-me', 'save') }
      }

      it('draws URLs that come back to it', async () => {
        const { drawn, form, answer } = await open()
        assert.equal(drawn.text('.query'), `${says} /profile`)
        assert.equal(answer.headers['x-base'], base)
        assert.equal(form.action, `${base}/_sealwax/profile/save`)
        assert.equal(drawn.attribute('#profile-me__f', 'action'), `${base}/_sealwax/profile`)
        const urls = [...answer.text.matchAll(/(?:action|hx-post)="([^"]*)"/g)].map(
          ([, url]) => url,
        )
        assert.ok(urls.length > 3)
        assert.deepEqual(
          urls.filter((url) => !url?.startsWith(`${base}/_sealwax/profile`)),
          [],
        )
      })

      it('answers calls, and goes back to the page', async () => {
        const { seen, browser, form } = await open()
        const fields = fill(form.fields, { email: 'a@b' })
        const htmx = await browser.htmx(form.action, fields)
        assert.equal(htmx.status, 200, htmx.text)
        assert.match(htmx.text, new RegExp(`action="${base}/_sealwax/profile/save"`))
        assert.ok(seen.at(-1)?.startsWith(`${says} ${base}/_sealwax/`))
        assertRedirect(await browser.post(form.action, fields), page)
      })

      it('resolves the URLs of a method against the page', async () => {
        const { browser, form } = await open()
        const to = (email: string) => fill(form.fields, { email })
        const left = await browser.htmx(form.action, to('to@list'))
        assert.equal(left.headers['hx-redirect'], `${base}/list?all=1`)
        assertRedirect(await browser.post(form.action, to('to@list')), `${base}/list?all=1`)
        const pushed = await browser.htmx(form.action, to('push@list'))
        assert.equal(pushed.headers['hx-push-url'], `${base}/list`)
        assertRedirect(await browser.post(form.action, to('push@list')), `${base}/list`)
      })

      it('shows the page again after refused input without JavaScript', async () => {
        const { seen, browser, form } = await open()
        const answer = await browser.post(form.action, fill(form.fields, { email: 'bad' }))
        assert.equal(answer.status, 422)
        const again = readPage(answer.text)
        assert.equal(again.text('.query'), `${says} /profile`)
        assert.equal(again.form('profile-me', 'save').action, form.action)
        assert.match(answer.text, /Write an address\./)
        const { fields } = again.form('profile-me', 'save')
        assertRedirect(await browser.post(form.action, fill(fields, { email: 'a@b' })), page)
        assert.deepEqual(new Set(seen.map((line) => line.split(' ')[0])), new Set([says]))
      })

      it('goes to its own home when a state does not open', async () => {
        const { browser, form } = await open()
        const answer = await browser.post(form.action, { _state: 'forged' })
        assertRedirect(answer, `${base}/`)
        const back = { Host: 'wax.example', Referer: `http://wax.example${base}/_sealwax/profile` }
        assertRedirect(await browser.post(form.action, { _state: 'x' }, back), `${base}/`)
        const page = { Host: 'wax.example', Referer: `http://wax.example${base}/profile` }
        assertRedirect(await browser.post(form.action, { _state: 'x' }, page), `${base}/profile`)
        assertErrorPage(
          await browser.post(`${base}/_sealwax/none`, { _state: '' }),
          404,
          `${base}/`,
        )
      })

      it('serves the scripts', async () => {
        const { browser } = await open()
        for (const name of ['htmx.js', 'sealwax.js', 'sealwax-recovery.js']) {
          assert.equal((await browser.get(`${base}/_sealwax/${name}`)).status, 200, name)
        }
      })

      it('opens no state of the other toolkits in the same session', async () => {
        const { browser, drawn } = await open()
        const state = drawn.state('profile-me')
        for (const other of places) {
          const answer = await browser.htmx(`${other.base}/_sealwax/profile`, { _state: state })
          assert.equal(answer.status, other.says === says ? 200 : 403, other.says)
        }
      })
    })
  }

  it('is drawn at the place itself, without a slash', async () => {
    const app = createSite()
    const { sealwax } = createPart([], 'bare')
    const part = new Koa()
    part.use(sealwax.middleware())
    part.use((ctx) => ctx.render('mounted.njk', { query: ctx.path }))
    app.use(mount('/bare', part))
    const browser = createBrowser(app)
    for (const path of ['/bare', '/bare/', '/bare?x=1', '/bare/?x=1']) {
      const { action, fields } = readPage((await browser.get(path)).text).form('profile-me', 'save')
      assert.equal(action, '/bare/_sealwax/profile/save')
      const refused = await browser.post(action, fill(fields, { email: 'bad' }))
      assert.equal(readPage(refused.text).text('.query'), '/')
      assertRedirect(await browser.post(action, fill(fields, { email: 'a@b' })), path)
    }
  })

  it('hands the words of the toolkit in front back to the pages behind a mounted app', async () => {
    const site = createSite()
    const drawn: string[] = []
    const { sealwax } = createPart([], 'root')
    site.use(sealwax.middleware())
    site.use(async (ctx, next) => {
      const { render } = ctx
      await next().catch(() => {})
      drawn.push(`${ctx.render === render} ${ctx.sealwax.base}`)
      return ctx.render('mounted.njk')
    })
    site.use(mount('/part', createPart([], 'part').app))
    const answer = await createBrowser(site).get('/part/nothing')
    assert.deepEqual(drawn, ['true '])
    assert.match(answer.text, /action="\/_sealwax\/profile\/save"/)
  })

  it('opens states of another toolkit that has its keys', async () => {
    const site = createSite()
    const keys = [newKey()]
    site.use(mount('/a', createPart([], 'a', { keys }).app))
    site.use(mount('/b', createPart([], 'b', { keys }).app))
    const browser = createBrowser(site)
    const { fields } = readPage((await browser.get('/a/profile')).text).form('profile-me', 'save')
    const answer = await browser.htmx('/b/_sealwax/profile/save', fill(fields, { email: 'a@b' }))
    assert.equal(answer.status, 200)
    assert.match(answer.text, /action="\/b\/_sealwax\/profile\/save"/)
    const refused = await browser.post('/b/_sealwax/profile/save', fill(fields, { email: 'bad' }))
    assert.equal(refused.status, 404)
  })
})

/** A proxy that takes `/app` off, or what a test says. */
function createProxied(base: SealwaxOptions['base'], at?: string) {
  const site = createSite()
  const part = createPart([], 'proxied', { ...(base !== undefined && { base }) }).app
  site.use(at === undefined ? mount(part) : mount(at, part))
  return createBrowser(site)
}

describe('the option base', () => {
  it('goes in front of every URL, also that of a mounted app', async () => {
    for (const [at, own] of [
      [undefined, ''],
      ['/admin', '/admin'],
    ] as const) {
      const browser = createProxied('/app', at)
      const page = await browser.get(`${own}/profile?tab=2`)
      assert.equal(page.headers['x-base'], `/app${own}`)
      const { action, fields } = readPage(page.text).form('profile-me', 'save')
      assert.equal(action, `/app${own}/_sealwax/profile/save`)
      const path = action.replace('/app', '')
      const done = await browser.post(path, fill(fields, { email: 'a@b' }))
      assertRedirect(done, `/app${own}/profile?tab=2`)
      const refused = await browser.post(path, fill(fields, { email: 'bad' }))
      assert.equal(refused.status, 422)
      assert.equal(readPage(refused.text).text('.query'), 'proxied /profile')
      assert.equal(readPage(refused.text).form('profile-me', 'save').action, action)
      assertRedirect(await browser.post(path, { _state: 'x' }), `/app${own}/`)
    }
  })

  it('may come from a header that the proxy sets', async () => {
    const browser = createProxied((ctx) => ctx.get('X-Forwarded-Prefix'))
    const actionAt = async (prefix?: string) => {
      const headers = prefix === undefined ? {} : { 'X-Forwarded-Prefix': prefix }
      const page = await browser.get('/profile', headers)
      return readPage(page.text).form('profile-me', 'save').action
    }
    assert.equal(await actionAt('/app'), '/app/_sealwax/profile/save')
    assert.equal(await actionAt('/app/'), '/app/_sealwax/profile/save')
    assert.equal(await actionAt(), '/_sealwax/profile/save')
    for (const hostile of ['//evil.example', 'evil', '/a"><script>', "/a'", '/a b', '/a?x', '/a&b'])
      assert.equal(await actionAt(hostile), '/_sealwax/profile/save', hostile)
  })

  it('has to be a path without a slash at its end', () => {
    for (const base of [
      'app',
      '/app/',
      '/',
      '//evil.example',
      '/a"b',
      '/a?b',
      'https://evil.example',
    ])
      assert.throws(() => createPart([], '', { base }), { code: 'ConfigError' }, base)
  })

  it('is not needed where a path is rewritten and the browser knows nothing of it', async () => {
    const site = createSite((ctx, next) => {
      ctx.path = ctx.path.replace('/old', '')
      return next()
    })
    site.use(mount(createPart([], 'here').app))
    const page = readPage((await createBrowser(site).get('/old/profile')).text)
    assert.equal(page.form('profile-me', 'save').action, '/_sealwax/profile/save')
  })
})

describe('a router with a prefix', () => {
  it('draws pages of a toolkit that stands in front of it', async () => {
    const router = new Router({ prefix: '/shop' })
    router.get('/profile', (ctx) => ctx.render('mounted.njk', { query: ctx.path }))
    const { app } = createTestApp({
      sealwax: { keys: [testKey] },
      pages: router.routes() as Middleware,
    })
    const browser = createBrowser(app)
    const page = readPage((await browser.get('/shop/profile')).text)
    const { action, fields } = page.form('profile-me', 'save')
    assert.equal(action, '/_sealwax/profile/save')
    const refused = await browser.post(action, fill(fields, { email: 'bad' }))
    assert.equal(refused.status, 422)
    assert.equal(readPage(refused.text).text('.query'), '/shop/profile')
    assertRedirect(await browser.post(action, fill(fields, { email: 'a@b' })), '/shop/profile')
  })

  it('has its calls below its prefix by the option prefix', async () => {
    const { sealwax } = createPart([], 'shop', { prefix: '/shop/_sealwax', home: '/shop' })
    const router = new Router({ prefix: '/shop' })
    router.get('/profile', (ctx) => ctx.render('mounted.njk', { query: ctx.path }))
    const site = createSite()
    site.use(sealwax.middleware()).use(router.routes())
    const browser = createBrowser(site)
    const page = readPage((await browser.get('/shop/profile')).text)
    const { action, fields } = page.form('profile-me', 'save')
    assert.equal(action, '/shop/_sealwax/profile/save')
    assert.equal((await browser.post(action, fill(fields, { email: 'bad' }))).status, 422)
    assertRedirect(await browser.post(action, fill(fields, { email: 'a@b' })), '/shop/profile')
    assertRedirect(await browser.post(action, { _state: 'x' }), '/shop')
  })
})
