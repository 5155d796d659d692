import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Context } from 'koa'
import { assertRedirect, sessionOf, stateOn } from '../answer.ts'
import { readPage } from '../page.ts'
import { createStore, createTestApp, type TestAppOptions } from '../test-app.ts'

const touch = '/_sealwax/item/touch'

/** Pages that log in and out, as an app has them. */
async function accounts(ctx: Context, next: () => Promise<void>): Promise<void> {
  const session = ctx['session'] as { user?: string; regenerate(): Promise<void> }
  if (ctx.path === '/login') {
    session.user = String(ctx.query['as'])
    ctx.sealwax.renew()
    ctx.body = 'in'
  } else if (ctx.path === '/login-anew') {
    await session.regenerate()
    ctx.sealwax.renew()
    ctx.body = 'in'
  } else if (ctx.path === '/logout') {
    Object.assign(ctx, { session: null })
    ctx.body = 'out'
  } else await next()
}

async function open(options: TestAppOptions) {
  const { world, browser } = createTestApp(options)
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  const statusOf = async (_state: string) => (await visitor.htmx(touch, { _state })).status
  return { world, visitor, state, statusOf, browser }
}

const modes: [string, () => TestAppOptions][] = [
  ['a cookie', () => ({ pages: accounts as never })],
  ['a store', () => ({ pages: accounts as never, session: { store: createStore() } })],
]

for (const [mode, options] of modes) {
  describe(`the session's binding in ${mode}`, () => {
    it('is not made by a page without components', async () => {
      const { browser } = createTestApp(options())
      const answer = await browser().get('/plain')
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['set-cookie'], undefined)
      assert.equal(answer.headers['cache-control'], undefined)
      assert.equal(answer.headers['vary'], undefined)
    })

    it('is made by the first page that seals, which no cache may keep', async () => {
      const { browser } = createTestApp(options())
      const visitor = browser()
      const first = await visitor.get('/items')
      assert.notEqual(first.headers['set-cookie'], undefined)
      assert.equal(first.headers['cache-control'], 'private, no-store')
      assert.equal(first.headers['vary'], 'HX-Request')
      assert.equal((await visitor.get('/items')).headers['set-cookie'], undefined)
    })

    it('is made before the loads run', async () => {
      const { world, browser } = createTestApp(options())
      const seen: unknown[] = []
      world.onLoad = (ctx) => seen.push((ctx['session'] as Record<string, unknown>)['sealwax'])
      await browser().get('/items')
      assert.equal(seen.length, 3)
      assert(seen.every((binding) => typeof binding === 'string' && binding.length === 22))
      assert.equal(new Set(seen).size, 1)
    })

    it('is never made by a call', async () => {
      const { browser, state, world } = await open(options())
      const stranger = browser()
      world.ran.length = 0
      for (const path of [touch, '/_sealwax/item', '/_sealwax/none']) {
        const answers = [
          await stranger.htmx(path, { _state: state }),
          await stranger.post(path, { _state: state, _flash: 's' }),
        ]
        for (const { headers } of answers) assert.equal(headers['set-cookie'], undefined)
      }
      assert.deepEqual(world.ran, [])
    })

    it('is another one after renew()', async () => {
      const { visitor, state, statusOf } = await open(options())
      assert.equal(await statusOf(state), 200)
      await visitor.get('/login?as=ada')
      assert.equal(await statusOf(state), 403)
      assert.equal(await statusOf(await stateOn(visitor, '/items', 'item-1')), 200)
    })

    it('ends with the session', async () => {
      const { visitor, state, statusOf } = await open(options())
      await visitor.get('/logout')
      assert.equal(await statusOf(state), 403)
      assert.equal(await statusOf(await stateOn(visitor, '/items', 'item-1')), 200)
      assert.equal(await statusOf(state), 403)
    })

    it('keeps two users of one browser apart', async () => {
      const { world, visitor, statusOf } = await open(options())
      world.user = 'ada'
      const ada = await stateOn(visitor, '/items', 'item-1')
      assert.equal(await statusOf(ada), 200)
      world.user = 'bob'
      assert.equal(await statusOf(ada), 403)
      const bob = await stateOn(visitor, '/items', 'item-1')
      assert.equal(await statusOf(bob), 200)
      world.user = 'ada'
      assert.equal(await statusOf(bob), 403)
      assert.equal(await statusOf(ada), 200)
    })
  })
}

describe('ctx.sealwax.renew()', () => {
  it('ends old states after regenerate()', async () => {
    const store = createStore()
    const { browser } = createTestApp({ pages: accounts as never, session: { store } })
    const visitor = browser()
    const state = await stateOn(visitor, '/items', 'item-1')
    const [before] = store.sessions.keys()
    await visitor.get('/login-anew')
    const [after, ...more] = store.sessions.keys()
    assert.notEqual(after, before)
    assert.deepEqual(more, [])
    assert.equal((await visitor.htmx(touch, { _state: state })).status, 403)
    const fresh = await stateOn(visitor, '/items', 'item-1')
    assert.equal((await visitor.htmx(touch, { _state: fresh })).status, 200)
  })

  it('sends a visitor without JavaScript to the page, for a fresh state', async () => {
    const { browser } = createTestApp({ pages: accounts as never })
    const visitor = browser()
    const state = await stateOn(visitor, '/items', 'item-1')
    await visitor.get('/login?as=ada')
    const headers = { Host: 'shop.example', Referer: 'http://shop.example/items' }
    assertRedirect(await visitor.post(touch, { _state: state }, headers), '/items')
  })

  it('leaves the rest of the session alone', async () => {
    const { browser } = createTestApp({ pages: accounts as never })
    const visitor = browser()
    const first = sessionOf(await visitor.get('/items'))
    const second = sessionOf(await visitor.get('/login?as=ada'))
    assert.equal(second['user'], 'ada')
    assert.notEqual(second['sealwax'], first['sealwax'])
  })
})

describe('an app without koa-session', () => {
  it('draws pages without components', async () => {
    const { browser } = createTestApp({ session: false })
    assert.equal((await browser().get('/plain')).status, 200)
  })

  it('says so when a page seals, to the log only', async () => {
    const { world, browser } = createTestApp({ session: false })
    const answer = await browser().get('/items')
    assert.equal(answer.status, 500)
    assert.equal(answer.text, 'Internal Server Error')
    const [error] = world.errors as (Error & { code: string })[]
    assert.equal(error?.code, 'ConfigError')
    assert.match(error.message, /koa-session/)
  })

  it('says so when a call comes', async () => {
    const { world, browser } = createTestApp({ session: false })
    const answer = await browser().htmx(touch, { _state: 'x' })
    assert.equal(answer.status, 500)
    assert.match(String((world.errors[0] as Error).cause), /koa-session/)
  })
})

describe('the option principal', () => {
  it('takes texts and integers, and tells them apart', async () => {
    let principal: string | number | bigint | null | undefined
    const { browser } = createTestApp({ sealwax: { principal: () => principal, badStates: false } })
    const visitor = browser()
    const users = [undefined, '', '1', 1, 2n, 'ada']
    const states: string[] = []
    for (principal of users) states.push(await stateOn(visitor, '/items', 'item-1'))
    for (const [owner, _state] of states.entries()) {
      for (const [index, user] of users.entries()) {
        principal = user
        const { status } = await visitor.htmx(touch, { _state })
        assert.equal(status, owner === index ? 200 : 403, `${String(users[owner])} ${String(user)}`)
      }
    }
  })

  it('is a bug when it throws, and never shown', async () => {
    const { browser } = createTestApp({
      sealwax: {
        principal() {
          throw new Error('secret')
        },
      },
    })
    const visitor = browser()
    assert.equal((await visitor.get('/plain')).status, 200)
    const answer = await visitor.htmx(touch, { _state: 'x' })
    assert.equal(answer.status, 500)
    assert.doesNotMatch(answer.text, /secret/)
    assert.equal(readPage((await visitor.post(touch, {})).text).text('h1'), 'Something went wrong')
  })
})
