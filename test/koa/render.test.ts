import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Context } from 'koa'
import { readPage } from './page.ts'
import { createTestApp, type Headers } from './test-app.ts'

async function drawn(run: (ctx: Context) => unknown, headers: Headers = {}) {
  const { world, browser } = createTestApp({ pages: run })
  return { world, answer: await browser().get('/x', headers) }
}

const htmx = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }

describe('ctx.render()', () => {
  it('answers with HTML', async () => {
    const { answer } = await drawn((ctx) => ctx.render('plain.njk', { text: '<b>' }))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
    assert.match(answer.text, /<p>&lt;b&gt;<\/p>/)
  })

  it('merges ctx.state, and its own data wins', async () => {
    const { answer } = await drawn(async (ctx) => {
      ctx.state['text'] = 'of the state'
      ctx.state['visitor'] = 'ada'
      ctx.state['title'] = 'state'
      await ctx.render('plain.njk', { title: 'data' })
      assert.deepEqual(ctx.state['title'], 'state')
    })
    const page = readPage(answer.text)
    assert.equal(page.text('p'), 'of the state')
    assert.equal(page.text('title'), 'data')
    assert.equal(page.attribute('main', 'data-visitor'), 'ada')
  })

  it('keeps a status that was set before', async () => {
    const { answer } = await drawn((ctx) => {
      ctx.status = 404
      return ctx.render('plain.njk')
    })
    assert.equal(answer.status, 404)
  })

  it('gives a fragment ids that fit its page', async () => {
    const { answer } = await drawn(
      (ctx) => ctx.render('fragment.njk', {}, { idPrefix: 'row-7' }),
      htmx,
    )
    assert.match(answer.text, /id="row-7__counter--1"/)
    assert.equal(answer.headers['cache-control'], 'private, no-store')
  })

  it('refuses an idPrefix that needs an escape', async () => {
    for (const idPrefix of ['7', 'a b', '"><script>', 'ä', 'a.b', '-a']) {
      const { world, answer } = await drawn((ctx) => ctx.render('fragment.njk', {}, { idPrefix }))
      assert.equal(answer.status, 500)
      assert.equal((world.errors[0] as { code: string }).code, 'ConfigError')
    }
  })

  it('asks for a key or idPrefix where a fragment answers htmx', async () => {
    const { world, answer } = await drawn((ctx) => ctx.render('fragment.njk'), htmx)
    assert.equal(answer.status, 500)
    assert.match(String(world.errors[0]), /needs key=/)
    const whole = await drawn((ctx) => ctx.render('fragment.njk'))
    assert.match(whole.answer.text, /id="counter--1"/)
  })

  it('says nothing of a template that fails', async () => {
    const { world, answer } = await drawn((ctx) => ctx.render('none.njk'))
    assert.equal(answer.status, 500)
    assert.equal(answer.text, 'Internal Server Error')
    assert.equal(world.errors.length, 1)
  })

  it('seals the path that the browser asked for, not one that was rewritten', async () => {
    const { browser } = createTestApp({
      first(ctx, next) {
        ctx.url = ctx.url.replace('/de/', '/')
        return next()
      },
    })
    const visitor = browser()
    const { action, fields } = readPage((await visitor.get('/de/items?a=1')).text).press(
      'item-1',
      'touch',
    )
    const { headers } = await visitor.post(action, fields)
    assert.match(headers['location'] as string, /^\/de\/items\?a=1&_sealwax=/)
  })

  it('never seals a path of the call route', async () => {
    const { browser } = createTestApp({
      first(ctx, next) {
        ctx.url = ctx.url.replace('/_sealwax/items', '/items')
        return next()
      },
      sealwax: { home: '/start' },
    })
    const visitor = browser()
    const { action, fields } = readPage((await visitor.get('/_sealwax/items?a=1')).text).press(
      'item-1',
      'touch',
    )
    const { headers } = await visitor.post(action, fields)
    assert.match(headers['location'] as string, /^\/start\?_sealwax=/)
  })
})
