import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Router } from '@koa/router'
import type { Context, Next } from 'koa'
import { fill, readPage } from '../page.ts'
import { createTestApp, type Headers, type TestAppOptions } from '../test-app.ts'

const path = '/profile?tab=2'

/** Sends input that is refused, without JavaScript, from a page. */
async function refuse(options: TestAppOptions = {}, headers: Headers = {}, from = path) {
  const { app, world, browser } = createTestApp(options)
  const visitor = browser()
  const page = readPage((await visitor.get(from)).text)
  const { action, fields } = page.form('profile-me', 'save')
  return {
    app,
    world,
    visitor,
    page,
    answer: await visitor.post(action, fill(fields, { email: 'bad' }), headers),
  }
}

/** Runs only while refused input is shown again, which is the second time that a page is asked for. */
function second(run: (ctx: Context, next: Next) => unknown): NonNullable<TestAppOptions['pages']> {
  let asked = 0
  return (ctx, next) => (ctx.method === 'GET' && ++asked === 2 ? run(ctx, next) : next())
}

describe('refused input without JavaScript', () => {
  it('lets the app answer as if the page were asked for', async () => {
    const seen: unknown[] = []
    const { answer } = await refuse(
      {
        pages: second((ctx, next) => {
          const { method, path, url, originalUrl, href, query, querystring, search } = ctx
          seen.push({
            method,
            path,
            url,
            originalUrl,
            href,
            query: { ...query },
            querystring,
            search,
          })
          seen.push(ctx.request.originalUrl, ctx.req.method, ctx.req.url, String(ctx.URL))
          return next()
        }),
      },
      { Host: 'shop.example' },
    )
    assert.equal(answer.status, 422)
    assert.deepEqual(seen, [
      {
        method: 'GET',
        path: '/profile',
        url: path,
        originalUrl: path,
        href: `http://shop.example${path}`,
        query: { tab: '2' },
        querystring: 'tab=2',
        search: '?tab=2',
      },
      path,
      'GET',
      path,
      `http://shop.example${path}`,
    ])
  })

  it('knows the URL of the page though it was read before', async () => {
    const urls: string[] = []
    const note = (ctx: Context, next: Next) => {
      urls.push(String(ctx.URL))
      return next()
    }
    await refuse({ first: note, pages: second(note) }, { Host: 'shop.example' })
    assert.deepEqual(urls.slice(1), [
      'http://shop.example/_sealwax/profile/save',
      `http://shop.example${path}`,
    ])
  })

  it('is a POST to what stands in front', async () => {
    const log: string[] = []
    await refuse({
      async first(ctx, next) {
        await next()
        log.push(`${ctx.method} ${ctx.url} ${ctx.originalUrl} ${ctx.URL.pathname} ${ctx.status}`)
      },
    })
    const called = '/_sealwax/profile/save'
    assert.equal(log[1], `POST ${called} ${called} ${called} 422`)
  })

  it('is a POST again when the app throws', async () => {
    const log: string[] = []
    await refuse({
      async first(ctx, next) {
        try {
          await next()
        } catch {
          log.push(`${ctx.method} ${ctx.url}`)
        }
      },
      pages: second((ctx) => ctx.throw(401)),
    })
    assert.deepEqual(log, ['POST /_sealwax/profile/save'])
  })

  it('shows the states that the URL carries for the others', async () => {
    const { browser } = createTestApp()
    const visitor = browser()
    const first = readPage((await visitor.get(path)).text).press('counter-side', '+')
    const moved = await visitor.post(first.action, first.fields)
    const page = readPage((await visitor.get(moved.headers['location'] as string)).text)
    const { action, fields } = page.form('profile-me', 'save')
    const refused = readPage((await visitor.post(action, fill(fields, { email: 'bad' }))).text)
    assert.equal(refused.text('#counter-side output'), '1')
    const next = refused.press('counter-side', '+')
    const answer = await visitor.post(next.action, next.fields)
    const last = readPage((await visitor.get(answer.headers['location'] as string)).text)
    assert.equal(last.text('#counter-side output'), '2')
  })

  it('keeps the public state that was valid when another component is used next', async () => {
    const { browser } = createTestApp()
    const visitor = browser()
    const { action, fields } = readPage((await visitor.get(path)).text).form('profile-me', 'save')
    const sent = fill(fields, { name: 'Ada', email: 'bad' })
    const { press } = readPage((await visitor.post(action, sent)).text)
    const next = press('counter-side', '+')
    const answer = await visitor.post(next.action, next.fields)
    const page = readPage((await visitor.get(answer.headers['location'] as string)).text)
    assert.equal(page.text('.name'), 'Ada')
    assert.equal(page.text('#counter-side output'), '1')
  })

  const wins: [string, (ctx: Context) => unknown, number, RegExp][] = [
    ['a redirect', (ctx) => ctx.redirect('/login'), 302, /login/],
    ['an error', (ctx) => ctx.throw(401, 'Log in first'), 401, /^Log in first$/],
    ['a status', (ctx) => Object.assign(ctx, { status: 403, body: 'closed' }), 403, /^closed$/],
    [
      'a bug',
      () => {
        throw new Error('secret')
      },
      500,
      /^Internal Server Error$/,
    ],
    ['a page that is gone', () => undefined, 404, /^Not Found$/],
  ]
  for (const [name, run, status, text] of wins) {
    it(`lets ${name} of the app win`, async () => {
      const { answer } = await refuse({ pages: second(run) })
      assert.equal(answer.status, status)
      assert.match(answer.text, text)
    })
  }

  it('hands an error of the app to the app as it is', async () => {
    const bug = new Error('a bug of the page')
    const { world } = await refuse({
      pages: second(() => {
        throw bug
      }),
    })
    assert.deepEqual(world.errors, [bug])
  })

  it('does not run the method, nor load twice', async () => {
    const { browser, world } = createTestApp()
    const visitor = browser()
    const page = readPage((await visitor.get('/items')).text)
    const { action, fields } = page.form('item-2', 'rename')
    world.ran.length = 0
    const answer = await visitor.post(action, fill(fields, { title: ' ' }))
    assert.equal(answer.status, 422)
    assert.equal(readPage(answer.text).text('#item-2 p'), 'Write a title.')
    assert.equal(readPage(answer.text).text('#item-1 p'), '')
    assert.deepEqual(world.ran, ['authorize item rename', 'load item', 'load item', 'load item'])
    assert.equal(world.items.get(2)?.title, 'Item 2')
  })

  it('finds its place inside another component', async () => {
    const { browser } = createTestApp()
    const visitor = browser()
    const id = 'panel--1__item-1'
    const page = readPage((await visitor.get('/panel')).text)
    const { action, fields } = page.form(id, 'rename')
    const answer = await visitor.post(action, fill(fields, { title: ' ' }))
    assert.equal(answer.status, 422)
    assert.equal(readPage(answer.text).text(`#${id} p`), 'Write a title.')
  })

  it('meets a router as a request for the page does', async () => {
    const router = new Router()
    router.get('/people/:name', (ctx) => ctx.render('profile.njk', { title: ctx['params'].name }))
    router.post('/people/:name', (ctx) => {
      ctx.body = 'posted'
    })
    const { answer } = await refuse({ pages: router.routes() as never }, {}, '/people/Ada?a=1')
    assert.equal(answer.status, 422)
    assert.equal(readPage(answer.text).text('title'), 'Ada')
    assert.equal(readPage(answer.text).text('.problem'), 'Write an address.')
  })

  it('makes no binding and keeps the cookie', async () => {
    const { answer } = await refuse()
    assert.equal(answer.headers['set-cookie'], undefined)
  })

  it('never leaves the site, whatever the page was called', async () => {
    for (const from of [
      '//evil.example/',
      '/\\evil.example',
      '/%0d%0aX:y',
      '///x?a=//b',
      '/a?b=/\\c',
    ]) {
      const seen: string[] = []
      const { browser } = createTestApp({
        pages: (ctx, next) => {
          seen.push(ctx.url)
          return ctx.method === 'GET' ? ctx.render('profile.njk') : next()
        },
      })
      const visitor = browser()
      const host = 'http://127.0.0.1'
      const page = readPage((await visitor.get(from)).text)
      const { action, fields } = page.form('profile-me', 'save')
      const done = await visitor.post(action, fill(fields, { email: 'a@b', name: 'Ada' }))
      const location = done.headers['location'] as string
      assert.equal(new URL(location, host).origin, host, location)
      assert.doesNotMatch(location, /^\/[/\\]/)
      await visitor.post(action, fill(fields, { email: 'bad' }))
      assert.doesNotMatch(seen.at(-1) ?? '', /^\/[/\\]/)
    }
  })
})
