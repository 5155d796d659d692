import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type Koa from 'koa'
import { assertErrorPage, assertHtmxError, stateOn } from './answer.ts'
import { readPage } from './page.ts'
import { createTestApp, type Headers, type TestAppOptions } from './test-app.ts'

const touch = '/_sealwax/item/touch'

async function openItems(options: TestAppOptions = {}) {
  const { app, world, browser } = createTestApp(options)
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  world.ran.length = 0
  const post = (path: string, body: string | Buffer, headers: Headers = {}) =>
    visitor.agent
      .post(path)
      .redirects(0)
      .set({
        'HX-Request': 'true',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...headers,
      })
      .serialize((raw) => raw as unknown as string)
      .send(body as string)
      .then((answer) => answer)
  return { app, world, visitor, state, post }
}

describe('the call route', () => {
  it('is 405 with Allow for all but POST', async () => {
    const { visitor } = await openItems()
    for (const method of ['get', 'put', 'patch', 'delete', 'options'] as const) {
      for (const path of [touch, '/_sealwax', '/_sealwax/unknown/x']) {
        const answer = await visitor.agent[method](path).set('HX-Request', 'true')
        assertHtmxError(answer, { status: 405, code: 'MethodNotAllowed' })
        assert.equal(answer.headers['allow'], 'POST')
      }
    }
    const page = await visitor.get(touch)
    assertErrorPage(page, 405)
    assert.equal(page.headers['allow'], 'POST')
    assert.equal((await visitor.agent.head(touch)).status, 405)
  })

  const types: [string, Headers, string | Buffer][] = [
    ['JSON', { 'Content-Type': 'application/json' }, '{"_state":"x"}'],
    ['plain text', { 'Content-Type': 'text/plain' }, '_state=x'],
    [
      'another charset',
      { 'Content-Type': 'application/x-www-form-urlencoded; charset=latin1' },
      'a',
    ],
    ['a compressed body', { 'Content-Encoding': 'gzip' }, gzipSync('_state=x')],
    ['a look-alike type', { 'Content-Type': 'application/x-www-form-urlencoded2' }, '_state=x'],
  ]
  for (const [name, headers, body] of types) {
    it(`is 415 for ${name}`, async () => {
      const { post, world } = await openItems()
      const answer = await post(touch, body, headers)
      assertHtmxError(answer, { status: 415, code: 'UnsupportedType' })
      assertErrorPage(await post(touch, body, { ...headers, 'HX-Request': 'false' }), 415)
      assert.deepEqual(world.ran, [])
    })
  }

  it('is 415 without a type', async () => {
    const { app } = await openItems()
    const answer = await stream(app, { 'Content-Type': '', 'Content-Length': '1' }, ['x'])
    assert.equal(answer.statusCode, 415)
  })

  it('takes UTF-8 by its names', async () => {
    const { post, state } = await openItems()
    for (const charset of ['utf-8', 'UTF-8', '"utf-8"']) {
      const type = `application/x-www-form-urlencoded; charset=${charset}`
      const answer = await post(touch, `_state=${state}`, { 'Content-Type': type })
      assert.equal(answer.status, 200, charset)
    }
  })

  it('is 413 by the announced length, without waiting for the body', async () => {
    const { app } = await openItems()
    const answer = await stream(app, { 'Content-Length': '1048577' }, ['_state='])
    assert.equal(answer.statusCode, 413)
  })

  it('is 413 by the length that comes, before the end of the body', async () => {
    const { app } = await openItems()
    const chunks = Array.from({ length: 40 }, () => 'x'.repeat(32 * 1024))
    const answer = await stream(app, { 'Transfer-Encoding': 'chunked' }, chunks)
    assert.equal(answer.statusCode, 413)
    assert.equal(answer.headers['hx-reswap'], 'none')
  })

  it('takes the rest of a body that is too large off the connection', async () => {
    const { app } = await openItems()
    const server = app.listen(0)
    const { port } = server.address() as AddressInfo
    let connections = 0
    server.on('connection', () => connections++)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = (path: string, method: string, body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = {
          'Content-Type': 'application/x-www-form-urlencoded',
          'Transfer-Encoding': 'chunked',
        }
        const asked = httpRequest({ agent, port, path, method, headers }, (answer) => {
          answer.resume().once('end', () => resolve(answer.statusCode))
        })
        asked.setTimeout(5000, () => asked.destroy())
        asked.once('error', reject).end(body)
      })
    try {
      assert.equal(await ask(touch, 'POST', 'x'.repeat(16 * 1024 * 1024)), 413)
      assert.equal(await ask('/plain', 'GET', ''), 200)
      assert.equal(connections, 1)
    } finally {
      agent.destroy()
      server.close()
    }
  })

  it('is 413 for a whole body that is too large', async () => {
    const { app, post } = await openItems({ sealwax: { limits: { maxBodyBytes: 1000 } } })
    assert.equal((await post(touch, 'x'.repeat(1001))).status, 413)
    assert.equal((await post(touch, 'x'.repeat(1000))).status, 403)
    const answer = await stream(app, { 'Transfer-Encoding': 'chunked' }, ['x'.repeat(1001)])
    assert.equal(answer.statusCode, 413)
  })

  it('is no bug of the app when a client hangs up', async () => {
    const { app, world } = await openItems()
    const server = app.listen(0)
    const { port } = server.address() as AddressInfo
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': '99' }
    const asked = httpRequest({ port, path: touch, method: 'POST', headers })
    asked.on('error', () => {})
    asked.write('_state=')
    await once(server, 'request')
    asked.destroy()
    // Koa itself tells of the broken connection as well.
    while (codesOf(world.errors).length < 2) await once(app, 'error')
    server.close()
    assert(codesOf(world.errors).includes('BadRequest'))
    assert(!codesOf(world.errors).includes('InternalError'))
  })

  it('is 413 for too many fields', async () => {
    const { post, state, visitor } = await openItems()
    const fields = (count: number) => `_state=${state}${'&a=1'.repeat(count - 1)}`
    assertHtmxError(await post(touch, fields(1001)), { status: 413, code: 'TooLarge' })
    assert.equal((await post(touch, fields(1000))).status, 200)
    const form = visitor.agent.post(touch).set('HX-Request', 'true').field('_state', state)
    for (let count = 0; count < 1000; count++) form.field('a', '1')
    assert.equal((await form).status, 413)
  })

  const unknown = [
    '/_sealwax',
    '/_sealwax/',
    '/_sealwax/unknown',
    '/_sealwax/unknown/touch',
    '/_sealwax/item/unknown',
    '/_sealwax/item/',
    '/_sealwax/item/touch/',
    '/_sealwax/item/touch/more',
    '/_sealwax//item/touch',
    '/_sealwax/item//touch',
    '/_sealwax/item/%74ouch',
    '/_sealwax/%69tem/touch',
    '/_sealwax/item%2Ftouch',
    '/_sealwax/Item/touch',
    '/_sealwax/item/Touch',
    ...['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'].flatMap(
      (name) => [`/_sealwax/${name}`, `/_sealwax/${name}/${name}`, `/_sealwax/item/${name}`],
    ),
    ...[
      'load',
      'init',
      'authorize',
      'state',
      'methods',
      'run',
      'get',
      'size',
      'name',
      'definition',
    ].map((name) => `/_sealwax/item/${name}`),
  ]
  it('is 404 for every name that is not a component and its method', async () => {
    const { visitor, state, world } = await openItems()
    for (const path of unknown) {
      const answer = await visitor.htmx(path, { _state: state })
      assertHtmxError(answer, { status: 404, code: 'NotFound' })
    }
    assertErrorPage(await visitor.post('/_sealwax/item/load', { _state: state }), 404)
    assert.deepEqual(world.ran, [])
  })

  it('leaves paths that only begin like the prefix to the app', async () => {
    const { visitor } = await openItems({
      pages: (ctx, next) => (ctx.method === 'POST' ? (ctx.body = 'app') : next()),
    })
    assert.equal((await visitor.post('/_sealwaxing/item/touch', {})).text, 'app')
  })

  it('has a way back on the error page', async () => {
    const { visitor } = await openItems({ sealwax: { home: '/start' } })
    const headers = { Host: 'shop.example', Referer: 'http://shop.example/items?a=1' }
    assertErrorPage(await visitor.post('/_sealwax/none', {}, headers), 404, '/items?a=1')
    assertErrorPage(await visitor.post('/_sealwax/none', {}), 404, '/start')
  })

  it('escapes what stands on the error page', async () => {
    const { visitor } = await openItems()
    const Referer = `http://shop.example/a?"><script>alert(1)</script>`
    const answer = await visitor.post('/_sealwax/none', {}, { Host: 'shop.example', Referer })
    assert(!readPage(answer.text).has('script'))
  })

  it('refuses in a fixed order', async () => {
    const { post, state, world, visitor } = await openItems()
    const form = `_state=${state}`
    const evil = { Origin: 'https://evil.example' }
    const json = { 'Content-Type': 'application/json' }
    const large = 'x'.repeat(1048577)
    const cases: [string, Promise<{ status: number; body: { error: { code: string } } }>][] = [
      [
        'MethodNotAllowed',
        visitor.agent
          .put(touch)
          .set({ 'HX-Request': 'true', ...json })
          .send({}),
      ],
      ['UnsupportedType', post(touch, large, json)],
      ['UnsupportedType', post(touch, form, { ...json, ...evil })],
      ['TooLarge', post(touch, large, evil)],
      ['TooLarge', post(touch, '&'.repeat(1001), evil)],
      ['CrossSite', post('/_sealwax/none', form, evil)],
      ['NotFound', post('/_sealwax/item/none', '_state=forged')],
      ['StateRejected', post('/_sealwax/item/rename', '_state=forged&title=')],
    ]
    for (const [code, asked] of cases) assert.equal((await asked).body.error.code, code)
    assert.deepEqual(world.ran, [])
  })

  it('refuses a forged state before an expired one, and that before an outdated one', async () => {
    const { post, state, world } = await openItems()
    const code = async (text: string) => (await post(touch, text)).body.error?.code
    world.version = 2
    world.allowed = false
    assert.equal(await code(`_state=${state}`), 'StateOutdated')
    world.now += 25 * 60 * 60 * 1000
    assert.equal(await code(`_state=${state}`), 'StateExpired')
    assert.equal(await code(`_state=${state}A`), 'StateRejected')
    assert.deepEqual(world.ran, [])
  })

  it('refuses a used state before authorize, and that before data and input', async () => {
    const { visitor, state, world } = await openItems()
    const code = async (method: string, fields = {}) =>
      (await visitor.htmx(`/_sealwax/item/${method}`, { _state: state, ...fields })).body.error
        ?.code
    await visitor.htmx('/_sealwax/item/pay', { _state: state })
    world.allowed = false
    assert.equal(await code('pay'), 'StateReplayed')
    world.items.delete(1)
    assert.equal(await code('rename', { title: '' }), 'Forbidden')
    world.allowed = true
    assert.equal(await code('rename', { title: '' }), 'StaleComponentState')
    world.items.set(1, { title: 'boom' })
    world.onLoad = () => {
      throw new Error('load failed')
    }
    assert.equal(await code('rename', { title: '' }), 'InternalError')
  })

  it('does not use up a one-shot state by a call that is refused', async () => {
    const { visitor, state, world } = await openItems()
    world.allowed = false
    assert.equal((await visitor.htmx('/_sealwax/item/pay', { _state: state })).status, 403)
    world.allowed = true
    assert.equal((await visitor.htmx('/_sealwax/item/pay', { _state: state })).status, 200)
  })
})

function codesOf(errors: readonly unknown[]): unknown[] {
  return errors.map((error) => (error as { code?: unknown }).code)
}

/** Sends a body in pieces over a real connection. */
async function stream(app: Koa, headers: Headers, chunks: string[]): Promise<IncomingMessage> {
  const server = app.listen(0)
  try {
    const { port } = server.address() as AddressInfo
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const type = { 'Content-Type': 'application/x-www-form-urlencoded', 'HX-Request': 'true' }
      const options = { port, path: touch, method: 'POST', headers: { ...type, ...headers } }
      const asked = httpRequest(options, (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer))
      })
      asked.once('error', reject)
      for (const chunk of chunks) asked.write(chunk)
    })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
