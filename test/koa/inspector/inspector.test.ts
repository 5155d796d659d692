import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Koa, { type Context } from 'koa'
import mount from 'koa-mount'
import { createSealwax, newKey } from 'sealwax'
import { stateOn } from '../answer.ts'
import { readPage } from '../page.ts'
import { createBrowser, createTestApp, type TestAppOptions, testKey, views } from '../test-app.ts'

const route = '/_sealwax/sealwax-inspector.json'
const files = ['', '-panel', '-parts', '-details', '-page'].map(
  (part) => `sealwax-inspector${part}.js`,
)
files.push('sealwax-inspector.css')

/** An app with the inspector on, and a visitor who has the state of item 1. */
async function open(options: TestAppOptions = {}) {
  const made = createTestApp({ ...options, sealwax: { inspector: true, ...options.sealwax } })
  const visitor = made.browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  const inspect = (fields: Record<string, string>, headers = {}) =>
    visitor.post(route, { component: 'item', state, ...fields }, headers)
  return { ...made, visitor, state, inspect }
}

describe('the option inspector', () => {
  const options = { keys: [testKey], components: [], views }

  it('is refused where development is off', () => {
    assert.throws(() => createSealwax({ ...options, inspector: true, development: false }), {
      code: 'ConfigError',
      message: /production/,
    })
  })

  it('is refused in production, even for an app that says it is in development', (t) => {
    const before = process.env['NODE_ENV']
    t.after(() => {
      if (before === undefined) delete process.env['NODE_ENV']
      else process.env['NODE_ENV'] = before
    })
    process.env['NODE_ENV'] = 'production'
    for (const more of [{}, { development: true }]) {
      assert.throws(() => createSealwax({ ...options, ...more, inspector: true }), {
        code: 'ConfigError',
      })
    }
    createSealwax({ ...options, inspector: false })
  })

  it('is true or false', () => {
    for (const inspector of ['true', 'false', 1, null] as never[]) {
      assert.throws(() => createSealwax({ ...options, inspector }), { code: 'ConfigError' })
    }
  })

  it('is off by default: all of its paths are 404, and calls say nothing of their time', async () => {
    const { browser } = createTestApp()
    const visitor = browser()
    const state = await stateOn(visitor, '/items', 'item-1')
    for (const name of [...files, 'sealwax-inspector.json']) {
      assert.equal((await visitor.get(`/_sealwax/${name}`)).status, 404, name)
    }
    const answer = await visitor.post(route, { component: 'item', state })
    assert.equal(answer.status, 404)
    assert.doesNotMatch(answer.text, /item/)
    const called = await visitor.htmx('/_sealwax/item/touch', { _state: state })
    assert.equal(called.headers['server-timing'], undefined)
  })

  it('is off for whoever is not at this machine, whatever NODE_ENV says', async () => {
    const { browser } = createTestApp({ sealwax: { inspector: true } })
    const visitor = browser()
    const state = await stateOn(visitor, '/items', 'item-1')
    for (const headers of [{ Host: 'shop.example' }, { 'X-Forwarded-For': '192.0.2.7' }]) {
      for (const name of [...files, 'sealwax-inspector.json']) {
        assert.equal((await visitor.get(`/_sealwax/${name}`, headers)).status, 404, name)
      }
      const answer = await visitor.post(route, { component: 'item', state }, headers)
      assert.equal(answer.status, 404)
      const called = await visitor.htmx('/_sealwax/item/touch', { _state: state }, headers)
      assert.deepEqual([called.status, called.headers['server-timing']], [200, undefined])
    }
  })

  it('serves its files from the prefix', async () => {
    const { browser } = createTestApp({ sealwax: { inspector: true, prefix: '/calls' } })
    for (const name of files) {
      const { status, headers } = await browser().get(`/calls/${name}`)
      assert.equal(status, 200, name)
      assert.match(
        headers['content-type'] ?? '',
        name.endsWith('css') ? /^text\/css/ : /javascript/,
      )
    }
  })
})

describe('inspector()', () => {
  it('is nothing where the inspector is off', async () => {
    assert.equal(await tagOf(createTestApp({ pages }).app, '/any'), '')
  })

  it('is the tag of its script, wherever the app is mounted', async () => {
    const { app } = createTestApp({ pages, session: false, sealwax: { inspector: true } })
    const outside = new Koa()
    outside.use(mount('/shop', app))
    for (const [site, base] of [
      [app, ''],
      [outside, '/shop'],
    ] as const) {
      const src = `${base}/_sealwax/sealwax-inspector.js`
      assert.equal(await tagOf(site, `${base}/any`), `<script src="${src}" defer></script>`)
      assert.equal((await createBrowser(site).get(src)).status, 200)
    }
  })
})

describe('the inspector', () => {
  it('opens a state of this session: what is in it, by bytes, and what load returns', async () => {
    const { world, state, inspect } = await open()
    const { status, body, headers } = await inspect({})
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    const { component, id, page, version, load, parts, seal, issued, expires, warnings } = body
    assert.deepEqual(
      { component, id, page, version },
      { component: 'item', id: 'item-1', page: '/items', version: 1 },
    )
    assert.equal(issued, world.now)
    assert.equal(expires, world.now + 86_400_000)
    assert.deepEqual(load, {
      hasLoad: true,
      keys: [{ name: 'item', value: "{ title: 'Item 1' }" }],
      more: 0,
    })
    assert.deepEqual(parts, [
      { name: 'args', bytes: 12, more: 0, keys: [{ name: 'itemId', bytes: 10, value: '1' }] },
      {
        name: 'state',
        bytes: 26,
        more: 0,
        keys: [
          { name: 'touches', bytes: 11, value: '0' },
          { name: 'padding', bytes: 12, value: '' },
        ],
      },
    ])
    assert.match(seal.keyId, /^[\da-f]{8}$/)
    assert.deepEqual(
      { ...seal, keyId: '' },
      {
        format: 1,
        keyId: '',
        isNewest: true,
        characters: state.length,
        bytes: Buffer.from(state, 'base64url').length,
      },
    )
    assert.deepEqual(warnings, [])
  })

  it('says that an older key sealed', async () => {
    const { headers, text } = await createTestApp().browser().get('/items')
    const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0])
    const state = readPage(text).state('item-1')
    const { browser } = createTestApp({ sealwax: { inspector: true, keys: [newKey(), testKey] } })
    const fields = { component: 'item', state }
    const { body } = await browser().post(route, fields, { Cookie: cookies.join('; ') })
    assert.equal(body.seal.isNewest, false)
  })

  it('runs no method, and asks the guard before load', async () => {
    const { world, inspect } = await open()
    world.ran.length = 0
    await inspect({})
    assert.deepEqual(world.ran, ['authorize item ', 'load item'])
    world.allowed = false
    world.ran.length = 0
    const { body } = await inspect({})
    assert.deepEqual(world.ran, ['authorize item '])
    assert.equal(body.load.error.code, 'Forbidden')
  })

  it('shows what load throws', async () => {
    const { world, inspect } = await open()
    world.items.clear()
    assert.deepEqual((await inspect({})).body.load.error, {
      code: 'StaleComponentState',
      message: 'That item was deleted.',
    })
    world.onLoad = () => {
      throw new TypeError('x'.repeat(1000))
    }
    const { error } = (await inspect({})).body.load
    assert.equal(error.code, 'TypeError')
    assert.equal(error.message.length, 240)
  })

  it('opens nothing of another session, user or component', async () => {
    const { world, browser, state, inspect } = await open()
    const other = browser()
    await other.get('/items')
    const refused = [
      await other.post(route, { component: 'item', state }),
      await browser().post(route, { component: 'item', state }),
      await inspect({ component: 'counter' }),
      await inspect({ state: `${state.slice(0, -4)}AAAA` }),
      await inspect({ state: '' }),
    ]
    world.user = 'ada'
    refused.push(await inspect({}))
    for (const { status, body } of refused) {
      assert.equal(status, 403)
      assert.deepEqual(body, {
        error: { code: 'StateRejected', message: 'This state can not be used.' },
      })
    }
  })

  it('answers no other site', async () => {
    const { inspect } = await open()
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ]) {
      const { status, body } = await inspect({}, headers)
      assert.deepEqual([status, body.error.code], [403, 'CrossSite'])
    }
    assert.equal((await inspect({}, { 'Sec-Fetch-Site': 'same-origin' })).status, 200)
  })

  it('refuses what is no request of the panel', async () => {
    const { visitor, inspect } = await open({ sealwax: { limits: { maxBodyBytes: 2000 } } })
    assert.equal((await visitor.get(route)).status, 405)
    assert.equal((await inspect({ component: 'toString' })).status, 404)
    assert.equal((await inspect({ component: 'nobody' })).status, 404)
    assert.equal((await inspect({ state: 'A'.repeat(2000) })).status, 413)
    const json = await visitor.agent.post(route).send({ component: 'item' })
    assert.equal(json.status, 415)
  })

  it('bounds what it shows of a value', async () => {
    const { world, visitor, state, inspect } = await open()
    world.act = ({ state: own }) => void (own['padding'] = 'p'.repeat(5000))
    const { text } = await visitor.htmx('/_sealwax/item/act', { _state: state })
    const padded = /name="_state" value="([^"]+)"/.exec(text)?.[1] ?? ''
    world.items.set(1, { title: 't'.repeat(5000) })
    const { body } = await inspect({ state: padded })
    assert.equal(body.parts[1].keys[1].value, `${'p'.repeat(239)}…`)
    assert(body.load.keys[0].value.length <= 240)
    assert.deepEqual(
      body.warnings.map(({ code }: { code: string }) => code),
      ['LargeSeal'],
    )
  })

  it('has the answer of a call tell its outcome and the time of its parts', async () => {
    const { visitor, state } = await open()
    const done = await visitor.htmx('/_sealwax/item/touch', { _state: state })
    assert.match(
      done.headers['server-timing'] ?? '',
      /^call;desc="Ok";dur=[\d.]+, unseal;dur=[\d.]+, load;dur=[\d.]+, method;dur=[\d.]+, render;dur=[\d.]+, seal;dur=[\d.]+$/,
    )
    const bad = await visitor.htmx('/_sealwax/item/touch', { _state: 'x' })
    assert.match(bad.headers['server-timing'] ?? '', /^call;desc="StateRejected";/)
  })

  it('leaves onCall as it was', async () => {
    const told: string[] = []
    const onCall = ({ outcome }: { outcome: string }) => void told.push(outcome)
    const { visitor, state } = await open({ sealwax: { onCall } })
    await visitor.htmx('/_sealwax/item/touch', { _state: state })
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(told, ['Ok'])
  })
})

const pages = (ctx: Context) => ctx.render('inspected.njk')
async function tagOf(app: Koa, path: string): Promise<string | undefined> {
  const { text } = await createBrowser(app).get(path)
  return /<main>(.*)<\/main>/.exec(text)?.[1]
}
