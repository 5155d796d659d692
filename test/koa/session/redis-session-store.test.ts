import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Context, Next } from 'koa'
import type { CreateSessionOptions } from 'koa-session'
import { createRedisSessionStore } from 'sealwax'
import { createGate } from '../../browser/in-page.ts'
import { createClient, startRedis, withRedis } from '../../services/redis.ts'
import { cookiesOf, stateOn } from '../answer.ts'
import { createTestApp } from '../test-app.ts'

const touch = '/_sealwax/item/touch'
let apps = 0

interface Session {
  user?: string
  seen?: number
  maxAge: number | 'session'
  regenerate(): Promise<void>
  manuallyCommit(): Promise<void>
}

/** An app whose sessions are in Redis, under a prefix of its own. */
async function open(options: CreateSessionOptions = {}, server = withRedis()) {
  const { client } = await server
  const prefix = `session${apps++}:`
  const store = createRedisSessionStore((...command) => client.call(...command), { prefix })
  const slow = { begun: createGate(), until: createGate() }
  const pages = async (ctx: Context, next: Next) => {
    const session = ctx['session'] as Session
    if (ctx.path === '/login') Object.assign(session, { user: 'ada' })
    else if (ctx.path === '/anew') {
      await session.regenerate()
      session.seen = 1
    } else if (ctx.path === '/logout') Object.assign(ctx, { session: null })
    else if (ctx.path === '/again') {
      Object.assign(ctx, { session: null })
      await session.manuallyCommit()
      Object.assign(ctx, { session: { user: 'bob' } })
    } else if (ctx.path === '/slow') {
      slow.begun.open()
      await slow.until.opened
      session.seen = 2
    } else if (ctx.path !== '/whoami') await next()
    ctx.body ??= ctx['session']?.user ?? 'nobody'
  }
  const { browser, world } = createTestApp({ session: { store, ...options }, pages })
  const keys = async () => (await client.keys(`${prefix}*`)).map((key) => key.slice(prefix.length))
  return { browser, world, client, prefix, keys, slow }
}

describe('createRedisSessionStore', () => {
  it('keeps a session for the time of its cookie and a little more', async () => {
    const { browser, client, prefix, keys } = await open({ maxAge: 60_000 })
    const visitor = browser()
    await visitor.get('/login')
    assert.equal((await visitor.get('/whoami')).text, 'ada')
    const [key, ...more] = await keys()
    assert.deepEqual(more, [])
    const left = await client.pttl(prefix + key)
    assert(left > 60_000 && left <= 70_000, String(left))
  })

  it('keeps a session without such a time for a day', async () => {
    const { browser, client, prefix, keys } = await open({ maxAge: 'session' })
    await browser().get('/login')
    const [key] = await keys()
    const left = await client.pttl(prefix + key)
    assert(left > 86_000_000 && left <= 86_400_000, String(left))
  })

  it('carries the binding of sealed states', async () => {
    const { browser } = await open()
    const visitor = browser()
    const _state = await stateOn(visitor, '/items', 'item-1')
    assert.equal((await visitor.htmx(touch, { _state })).status, 200)
    await visitor.get('/logout')
    assert.equal((await visitor.htmx(touch, { _state })).status, 403)
  })

  it('does not bring a session back that ended during a slow request', async () => {
    const { browser, keys, slow } = await open()
    const visitor = browser()
    const Cookie = cookiesOf(await visitor.get('/login'))
    const answer = browser().get('/slow', { Cookie })
    await slow.begun.opened
    await visitor.get('/logout')
    slow.until.open()
    assert.equal((await answer).text, 'ada')
    assert.deepEqual(await keys(), [])
    assert.equal((await browser().get('/whoami', { Cookie })).text, 'nobody')
  })

  it('writes a session as often as one request asks for it', async () => {
    const { browser, keys } = await open()
    const visitor = browser()
    await visitor.get('/login')
    const [before] = await keys()
    assert.equal((await visitor.get('/anew')).text, 'ada')
    const [after, ...more] = await keys()
    assert.notEqual(after, before)
    assert.deepEqual(more, [])
    assert.equal((await visitor.get('/whoami')).text, 'ada')
  })

  it('lets a request end its session and begin another', async () => {
    const { browser } = await open()
    const visitor = browser()
    await visitor.get('/login')
    assert.equal((await visitor.get('/again')).text, 'bob')
    assert.equal((await visitor.get('/whoami')).text, 'bob')
  })

  it('never writes over the session of somebody else', async () => {
    const { browser, world } = await open({ genid: () => 'taken' })
    const [ada, eve] = [browser(), browser()]
    await ada.get('/login')
    assert.equal((await eve.get('/login')).status, 500)
    assert.match(String(world.errors[0]), /key of a new session is taken/)
    assert.equal((await ada.get('/whoami')).text, 'ada')
  })

  it('takes what is no session for none', async () => {
    const { browser, client, prefix, keys } = await open()
    const visitor = browser()
    await visitor.get('/login')
    const [key] = await keys()
    for (const text of ['', 'null', '7', '"x"', '{"user":', 'undefined']) {
      await client.set(prefix + key, text)
      assert.equal((await visitor.get('/whoami')).text, 'nobody', text)
    }
  })

  it('lets no request through while Redis is down', async () => {
    const server = await startRedis()
    const { browser, world } = await open({}, Promise.resolve(server))
    const visitor = browser()
    await visitor.get('/login')
    await server.kill()
    const started = performance.now()
    assert.equal((await visitor.get('/whoami')).status, 500)
    assert.equal((await browser().get('/login')).status, 500)
    assert.equal((await browser().get('/plain')).status, 200)
    assert(performance.now() - started < 5000)
    assert.equal(world.errors.length, 2)
    await server.close()
  })

  it('shares sessions with every process', async () => {
    const { client, port } = await withRedis()
    const other = createClient(port)
    const stores = [client, other].map((redis) =>
      createRedisSessionStore((...command) => redis.call(...command)),
    )
    const browsers = stores.map((store) => createTestApp({ session: { store } }).browser())
    const first = await browsers[0]?.get('/items')
    assert(first)
    assert.equal(
      (await browsers[1]?.get('/items', { Cookie: cookiesOf(first) }))?.headers['set-cookie'],
      undefined,
    )
    other.disconnect()
  })
})
