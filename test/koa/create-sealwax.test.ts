import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSealwax, defineComponent, newKey } from 'sealwax'
import { assertErrorPage, stateOn } from './answer.ts'
import { createTestApp, testKey, views } from './test-app.ts'

const root = new URL('../../', import.meta.url)
const plain = { name: 'plain', template: 'components/counter.njk' }

describe('createSealwax', () => {
  const options = { keys: [testKey], components: [], views }

  it('refuses keys that are none', () => {
    const short = `swx1_${Buffer.alloc(31).toString('base64url')}`
    const lists = [
      [],
      [''],
      ['secret'],
      [testKey.slice(0, -1)],
      [short],
      [testKey, testKey],
      [`${testKey}=`],
    ]
    for (const keys of lists)
      assert.throws(() => createSealwax({ ...options, keys }), { code: 'ConfigError' })
  })

  it('refuses prefixes that are no path', () => {
    for (const prefix of [
      '',
      '/',
      '_sealwax',
      '/a/',
      '//a',
      '/a b',
      '/ä',
      '/a?b',
      '/a.b',
      'http://x/',
    ]) {
      assert.throws(() => createSealwax({ ...options, prefix }), { code: 'ConfigError' }, prefix)
    }
  })

  it('refuses origins that would match nothing, or anything', () => {
    for (const origin of [
      'https://a.example/',
      'https://A.example',
      'a.example',
      'null',
      '*',
      '',
    ]) {
      const origins = ['https://ok.example', origin]
      assert.throws(() => createSealwax({ ...options, origins }), { code: 'ConfigError' }, origin)
    }
    createSealwax({ ...options, origins: ['https://a.example', 'http://localhost:3000'] })
  })

  it('refuses a home that is not on this site', () => {
    for (const home of ['', 'start', '//evil.example', '/\\evil.example', 'https://a.example/']) {
      assert.throws(() => createSealwax({ ...options, home }), { code: 'ConfigError' }, home)
    }
  })

  it('refuses two components of one name', () => {
    const components = [defineComponent(plain), defineComponent(plain)]
    assert.throws(() => createSealwax({ ...options, components }), { code: 'ConfigError' })
  })

  it('refuses a component without a view', () => {
    const components = [defineComponent({ ...plain, template: 'none.njk' })]
    assert.throws(() => createSealwax({ ...options, components }), { code: 'ConfigError' })
  })

  it('makes toolkits that know nothing of each other', async () => {
    const one = createTestApp()
    const other = createTestApp({ sealwax: { keys: [newKey()], prefix: '/calls/here' } })
    const visitors = [one.browser(), other.browser()] as const
    const states = [
      await stateOn(visitors[0], '/items', 'item-1'),
      await stateOn(visitors[1], '/items', 'item-1'),
    ] as const
    const touch = ['/_sealwax/item/touch', '/calls/here/item/touch'] as const
    one.world.ran.length = 0
    assert.equal((await visitors[1].htmx(touch[1], { _state: states[1] })).status, 200)
    assert.deepEqual(one.world.ran, [])
    assert.equal((await visitors[0].htmx(touch[0], { _state: states[0] })).status, 200)
    assert.equal((await visitors[0].htmx(touch[0], { _state: states[1] })).status, 403)
    assert.equal((await visitors[1].htmx(touch[0], { _state: states[1] })).status, 404)
  })

  it('uses its prefix in everything it draws', async () => {
    const { browser } = createTestApp({ sealwax: { prefix: '/calls/here' } })
    const { text } = await browser().get('/counters')
    assert.match(text, /formaction="\/calls\/here\/counter\/increment"/)
    assert.doesNotMatch(text, /_sealwax\//)
  })

  it('lets an app have its own error page', async () => {
    const own = fileURLToPath(new URL('./views/own', import.meta.url))
    const { browser, world } = createTestApp({ sealwax: { views: [own, views] } })
    world.user = 'ada'
    const answer = await browser().post('/_sealwax/none', {})
    assertErrorPage(answer, 404)
    assert.match(answer.text, /NotFound for ada/)
  })

  it('refuses options that nobody reads', () => {
    for (const [options, message] of [
      [{ orgins: [] }, /createSealwax has no option 'orgins'/],
      [{ limits: { maxBytes: 1 } }, /The option limits has no option 'maxBytes'/],
    ] as const) {
      assert.throws(() => createTestApp({ sealwax: options as never }), {
        code: 'ConfigError',
        message,
      })
    }
  })

  it('answers plainly when the error page itself fails', async () => {
    const broken = fileURLToPath(new URL('./views/broken', import.meta.url))
    const { browser, world } = createTestApp({ sealwax: { views: [broken, views] } })
    const answer = await browser().post('/_sealwax/none', {})
    assert.equal(answer.status, 404)
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
    assert.equal(answer.text, 'There is nothing here.')
    assert.equal(world.errors.length, 2)
  })
})

describe('the scripts', () => {
  const files = {
    'htmx.js': 'node_modules/htmx.org/dist/htmx.min.js',
    'sealwax.js': 'public/sealwax.js',
  }
  for (const [name, file] of Object.entries(files)) {
    it(`has ${name} below the prefix`, async () => {
      const { browser } = createTestApp({ sealwax: { prefix: '/calls' } })
      const { agent, get, post } = browser()
      const answer = await get(`/calls/${name}`)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['content-type'], 'text/javascript; charset=utf-8')
      assert.equal(answer.headers['cache-control'], 'private, max-age=3600')
      assert.equal(answer.headers['set-cookie'], undefined)
      assert.equal(answer.text, await readFile(new URL(file, root), 'utf8'))
      const head = await agent.head(`/calls/${name}`)
      assert.equal(head.status, 200)
      assert.equal(head.headers['content-length'], answer.headers['content-length'])
      assert.equal((await post(`/calls/${name}`, {})).status, 404)
      assert.equal((await get(`/calls/${name}/x`)).status, 405)
    })
  }

  it('are the only files below the prefix', async () => {
    const { get } = createTestApp().browser()
    for (const path of ['other.js', '../package.json', '%2e%2e/package.json', 'sealwax.js.map']) {
      assert.notEqual((await get(`/_sealwax/${path}`)).status, 200)
    }
  })
})
