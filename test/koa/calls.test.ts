import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InternalError, StateRejected, stale } from 'sealwax'
import {
  assertCallHeaders,
  assertErrorPage,
  assertHtmxError,
  assertRedirect,
  stateOn,
} from './answer.ts'
import { fill, readPage } from './page.ts'
import { createStore, createTestApp, type TestAppOptions, type World } from './test-app.ts'

const item = '/_sealwax/item'

async function openItems(options: TestAppOptions = {}) {
  const { app, world, browser } = createTestApp(options)
  const visitor = browser()
  const state = await stateOn(visitor, '/items', 'item-1')
  world.ran.length = 0
  return { app, world, visitor, state, browser }
}

/** Runs `act` of an item both ways. */
async function act(todo: World['act'], options: TestAppOptions = {}) {
  const { world, visitor, state } = await openItems(options)
  world.act = todo
  const htmx = await visitor.htmx(`${item}/act`, { _state: state })
  const errors = [...world.errors]
  const again = await openItems(options)
  again.world.act = todo
  const plain = await again.visitor.post(`${item}/act`, { _state: again.state })
  return { htmx, plain, errors, world }
}

describe('a call that is done', () => {
  it('answers htmx with the root', async () => {
    const { visitor, state, world } = await openItems()
    const answer = await visitor.htmx(`${item}/touch`, { _state: state })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['x-component'], 'item')
    assert.equal(answer.headers['hx-reswap'], undefined)
    assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
    assertCallHeaders(answer)
    assert.match(answer.text, /^<li id="item-1" [^]*<i>1<\/i>[^]*<\/li>$/)
    assert.deepEqual(world.errors, [])
    assert.deepEqual(world.ran, [
      'authorize item touch',
      'load item',
      'run item.touch',
      'load item',
    ])
  })

  it('redirects to the page without JavaScript, where the new state is shown', async () => {
    const { visitor, state } = await openItems()
    const answer = await visitor.post(`${item}/touch`, { _state: state })
    assertRedirect(answer, /^\/items\?_sealwax=item\.[\w-]+$/)
    const page = readPage((await visitor.get(answer.headers['location'] as string)).text)
    assert.equal(page.text('#item-1 i'), '1')
    assert.equal(page.text('#item-2 i'), '0')
  })

  it('refreshes without a method', async () => {
    const { visitor, state, world } = await openItems()
    world.items.set(1, { title: 'Renamed' })
    const answer = await visitor.htmx(item, { _state: state })
    assert.equal(answer.status, 200)
    assert.match(answer.text, /<b>Renamed<\/b>/)
    assert.deepEqual(world.ran, ['authorize item ', 'load item'])
    assertRedirect(await visitor.post(item, { _state: state }), '/items')
  })

  it('opens the answered state again, and an old one as well', async () => {
    const { visitor, state } = await openItems()
    const first = await visitor.htmx(`${item}/touch`, { _state: state })
    const next = readPage(first.text).state('item-1')
    assert.match((await visitor.htmx(`${item}/touch`, { _state: next })).text, /<i>2<\/i>/)
    assert.match((await visitor.htmx(`${item}/touch`, { _state: state })).text, /<i>1<\/i>/)
  })

  it('sends a plain value that a method returned', async () => {
    const { htmx } = await act(() => ({ price: '3 €' }))
    assert.equal(htmx.headers['x-component-value'], '{"price":"3 \\u20ac"}')
  })

  it('does not fail for a value that JSON can not write', async () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    for (const value of [10n, loop, () => 1, Symbol('s')]) {
      const { htmx, plain } = await act(() => value)
      assert.equal(htmx.status, 200, String(typeof value))
      assert.equal(htmx.headers['x-component-value'], undefined)
      assertRedirect(plain, '/items')
    }
  })

  it('dispatches events in their order', async () => {
    const { htmx } = await act((self) => {
      self.client.dispatch('b:first', { price: '€', name: 'Ж', face: '🕯' })
      self.client.dispatch('a:second')
    })
    const { 'hx-trigger': header } = htmx.headers as { 'hx-trigger': string }
    assert.match(header, /^[\x20-\x7e]+$/)
    assert.deepEqual(Object.entries(JSON.parse(header) as object), [
      ['b:first', { price: '€', name: 'Ж', face: '🕯' }],
      ['a:second', {}],
    ])
  })

  it('keeps an event that was dispatched twice', async () => {
    const { htmx } = await act((self) => {
      self.client.dispatch('saved')
      self.client.dispatch('other')
      self.client.dispatch('saved')
    })
    assert.equal(htmx.headers['hx-trigger'], 'saved, other, saved')
  })
})

describe('self.client.remove()', () => {
  it('lets htmx delete the element, and draws nothing', async () => {
    const { htmx, world } = await act((self) => self.client.remove())
    assert.equal(htmx.status, 200)
    assert.equal(htmx.text, '')
    assert.equal(htmx.headers['x-component'], 'item')
    assert.equal(htmx.headers['hx-reswap'], 'delete')
    assert.equal(htmx.headers['hx-retarget'], '#item-1')
    assertCallHeaders(htmx)
    assert.deepEqual(world.ran, ['authorize item act', 'load item', 'run item.act'])
  })

  it('redirects to the page without JavaScript', async () => {
    const { plain } = await act((self) => self.client.remove())
    assertRedirect(plain, '/items')
  })
})

describe('self.client.redirect()', () => {
  it('goes to a page of this site', async () => {
    const { htmx, plain } = await act((self) => self.client.redirect('/other?a=ü#part'))
    assert.equal(htmx.status, 204)
    assert.equal(htmx.headers['hx-redirect'], '/other?a=%C3%BC#part')
    assertCallHeaders(htmx)
    assertRedirect(plain, '/other?a=%C3%BC#part')
  })

  it('goes to another site when that is meant', async () => {
    const to = 'https://pay.example/€'
    const { htmx, plain } = await act((self) => self.client.redirect(to, { external: true }))
    assert.equal(htmx.headers['hx-redirect'], 'https://pay.example/%E2%82%AC')
    assertRedirect(plain, 'https://pay.example/%E2%82%AC')
  })

  it('is a bug when it leaves the site by accident', async () => {
    for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', 'data:,x']) {
      const { htmx, plain } = await act((self) => self.client.redirect(to))
      assertHtmxError(htmx, { status: 500, code: 'InternalError' })
      assertErrorPage(plain, 500)
      assert.doesNotMatch(htmx.text + plain.text, /evil/)
    }
  })
})

describe('self.client.pushUrl()', () => {
  it('tells htmx the new URL', async () => {
    const { htmx } = await act((self) => self.client.pushUrl('/items?page=2'))
    assert.equal(htmx.headers['hx-push-url'], '/items?page=2')
    const other = await act((self) => self.client.replaceUrl('/items?page=3'))
    assert.equal(other.htmx.headers['hx-replace-url'], '/items?page=3')
  })

  it('is where the new state is shown without JavaScript', async () => {
    const { world, visitor, state } = await openItems()
    const touched = await visitor.post(`${item}/touch`, { _state: state })
    const page = readPage((await visitor.get(touched.headers['location'] as string)).text)
    world.act = (self) => {
      self.state['touches'] = 7
      self.client.pushUrl('/items?page=2#list')
    }
    const { fields } = page.press('item-2', 'touch')
    const answer = await visitor.post(`${item}/act`, fields)
    assertRedirect(answer, /^\/items\?page=2&_sealwax=[\w.~-]+#list$/)
    const path = (answer.headers['location'] as string).replace('#list', '')
    const next = readPage((await visitor.get(path)).text)
    assert.equal(next.text('#item-2 i'), '7')
    assert.equal(next.text('#item-1 i'), '1')
  })
})

describe('StaleComponentState', () => {
  it('is 410, and htmx deletes the element', async () => {
    const { visitor, state, world } = await openItems()
    world.items.delete(1)
    const answer = await visitor.htmx(`${item}/touch`, { _state: state })
    assertHtmxError(answer, {
      status: 410,
      code: 'StaleComponentState',
      reswap: 'delete',
      retarget: '#item-1',
    })
    assert.equal(answer.body.error.message, 'That item was deleted.')
    assert.deepEqual(world.ran, ['authorize item touch', 'load item'])
  })

  it('is a page with a way back without JavaScript', async () => {
    const { visitor, state, world } = await openItems()
    world.items.delete(1)
    const answer = await visitor.post(`${item}/touch`, { _state: state })
    assertErrorPage(answer, 410, '/items')
    assert.equal(readPage(answer.text).text('p'), 'That item was deleted.')
  })

  it('leads back to the states of the other components', async () => {
    const { visitor, state, world } = await openItems()
    const touched = await visitor.post(`${item}/touch`, { _state: state })
    const here = touched.headers['location'] as string
    const { fields } = readPage((await visitor.get(here)).text).press('item-2', 'touch')
    world.items.delete(2)
    const headers = { Host: 'shop.example', Referer: `http://shop.example${here}` }
    assertErrorPage(await visitor.post(`${item}/touch`, fields, headers), 410, here)
    const other = { ...headers, Referer: 'http://shop.example/other' }
    assertErrorPage(await visitor.post(`${item}/touch`, fields, other), 410, '/items')
  })

  it('may be thrown by a method', async () => {
    const { htmx, plain } = await act(() => {
      throw stale('Somebody was faster.')
    })
    assert.equal(htmx.status, 410)
    assert.equal(htmx.headers['hx-retarget'], '#item-1')
    assertErrorPage(plain, 410, '/items')
  })

  it('wins over bad input', async () => {
    const { visitor, state, world } = await openItems()
    world.items.delete(1)
    const answer = await visitor.htmx(`${item}/rename`, { _state: state, title: '' })
    assert.equal(answer.status, 410)
  })
})

describe('InvalidInput', () => {
  const bad = { name: 'Ada <3', email: 'no address' }

  async function openProfile() {
    const { world, browser } = createTestApp()
    const visitor = browser()
    const page = readPage((await visitor.get('/profile')).text)
    const { action, fields } = page.form('profile-me', 'save')
    return { world, visitor, action, fields }
  }

  it('answers htmx with the root, its messages and what was typed', async () => {
    const { world, visitor, action, fields } = await openProfile()
    const answer = await visitor.htmx(action, fill(fields, bad))
    assert.equal(answer.status, 422)
    assert.equal(answer.headers['x-component'], 'profile')
    assert.equal(answer.headers['hx-reswap'], undefined)
    assertCallHeaders(answer)
    const root = readPage(answer.text)
    assert.equal(root.text('.problem'), 'Write an address.')
    assert.equal(root.attribute('@email', 'value'), 'no address')
    assert.equal(root.attribute('@name', 'value'), 'Ada <3')
    assert.equal(root.attribute('@email', 'aria-invalid'), 'true')
    assert.deepEqual(world.ran, ['load counter'])
  })

  it('draws the whole page without JavaScript', async () => {
    const { visitor, action, fields } = await openProfile()
    const answer = await visitor.post(action, fill(fields, bad))
    assert.equal(answer.status, 422)
    const page = readPage(answer.text)
    assert.equal(page.text('.problem'), 'Write an address.')
    assert.equal(page.attribute('@email', 'value'), 'no address')
    assert.equal(page.attribute('@name', 'value'), 'Ada <3')
    assert(page.has('#counter-side'))
    assert.equal(answer.headers['x-component'], undefined)
    assert.equal(answer.headers['cache-control'], 'private, no-store')
    assert.equal(answer.headers['vary'], 'HX-Request')
  })

  it('is put right on that page', async () => {
    const { world, visitor, action, fields } = await openProfile()
    const refused = await visitor.post(action, fill(fields, bad))
    const again = readPage(refused.text).form('profile-me', 'save')
    const answer = await visitor.post(again.action, fill(again.fields, { email: 'a@b' }))
    assertRedirect(answer, /^\/profile\?_sealwax=profile\./)
    assert.deepEqual(world.ran.at(-1), 'run profile.save {"email":"a@b","tag":""}')
    const page = readPage((await visitor.get(answer.headers['location'] as string)).text)
    assert.equal(page.text('.name'), 'Ada <3')
  })

  it('has messages of public state and params together', async () => {
    const { visitor, action, fields } = await openProfile()
    const answer = await visitor.htmx(action, fill(fields, { name: 'x'.repeat(21), email: 'no' }))
    assert.equal(answer.status, 422)
    assert.equal(readPage(answer.text).attribute('@name', 'aria-invalid'), 'true')
    assert.equal(readPage(answer.text).attribute('@email', 'aria-invalid'), 'true')
  })
})

describe('StateExpired', () => {
  it('is 403, or leads to the page', async () => {
    const { visitor, state, world } = await openItems()
    world.now += 24 * 60 * 60 * 1000 + 1000
    const answer = await visitor.htmx(`${item}/touch`, { _state: state })
    assertHtmxError(answer, { status: 403, code: 'StateExpired' })
    assertRedirect(await visitor.post(`${item}/touch`, { _state: state }), '/items')
    assert.deepEqual(world.ran, [])
  })
})

describe('StateOutdated', () => {
  it('is 409, or leads to the page', async () => {
    const { visitor, state, world } = await openItems()
    world.version = 2
    const answer = await visitor.htmx(`${item}/touch`, { _state: state })
    assertHtmxError(answer, { status: 409, code: 'StateOutdated' })
    assertRedirect(await visitor.post(`${item}/touch`, { _state: state }), '/items')
    assert.deepEqual(world.ran, [])
  })
})

describe('StateReplayed', () => {
  it('is 409, or leads to the page', async () => {
    const { visitor, state, world } = await openItems()
    assert.equal((await visitor.htmx(`${item}/pay`, { _state: state })).status, 200)
    const answer = await visitor.htmx(`${item}/pay`, { _state: state })
    assertHtmxError(answer, { status: 409, code: 'StateReplayed' })
    assertRedirect(await visitor.post(`${item}/pay`, { _state: state }), '/items')
    assert.equal(world.ran.filter((what) => what === 'run item.pay').length, 1)
  })

  it('is 503 when the store does not answer', async () => {
    const down = () => {
      throw new Error('store secret')
    }
    const once = { has: down, claim: down }
    const { visitor, state, world } = await openItems({ sealwax: { once } })
    const answer = await visitor.htmx(`${item}/pay`, { _state: state })
    assertHtmxError(answer, { status: 503, code: 'OnceStoreDown' })
    assertErrorPage(await visitor.post(`${item}/pay`, { _state: state }), 503)
    assert.doesNotMatch(answer.text, /secret/)
    assert.deepEqual(world.ran, [])
  })
})

describe('StateRejected', () => {
  it('is 403 with one message', async () => {
    const { visitor, world } = await openItems()
    const answer = await visitor.htmx(`${item}/touch`, { _state: 'forged' })
    assertHtmxError(answer, { status: 403, code: 'StateRejected' })
    assert.deepEqual(world.ran, [])
  })

  it('tells its cause to the log only', async () => {
    const { visitor, world } = await openItems()
    const answer = await visitor.htmx(`${item}/touch`, { _state: 'forged' })
    const [error] = world.errors
    assert(error instanceof StateRejected)
    assert.equal((error.cause as Error).message, 'too short')
    assert.doesNotMatch(JSON.stringify(answer.headers) + answer.text, /short/)
  })

  it('leads to the page that the browser comes from, else home', async () => {
    const { visitor } = await openItems({ sealwax: { home: '/start' } })
    const cases: [string, string][] = [
      ['http://shop.example/items?page=2', '/items?page=2'],
      ['http://shop.example//evil.example/', '/evil.example/'],
      ['http://evil.example/items', '/start'],
      ['https://shop.example/items', '/start'],
      ['http://shop.example:81/items', '/start'],
      ['http://shop.example/_sealwax', '/start'],
      ['http://shop.example/_sealwax/item/touch', '/start'],
      ['http://shop.example/a/../_sealwax/item', '/start'],
      ['http://shop.example//_sealwax/item', '/start'],
      ['http://shop.example/_sealwaxing', '/_sealwaxing'],
      ['/items', '/start'],
      ['', '/start'],
    ]
    for (const [Referer, page] of cases) {
      const headers = { Host: 'shop.example', ...(Referer && { Referer }) }
      assertRedirect(await visitor.post(`${item}/touch`, { _state: 'x' }, headers), page)
    }
  })

  it('leads to / without the option home', async () => {
    const { visitor } = await openItems()
    assertRedirect(await visitor.post(`${item}/touch`, { _state: 'x' }), '/')
  })
})

describe('Forbidden', () => {
  it('is 403, before the data is loaded', async () => {
    for (const allowed of [false, undefined, 'yes', 1]) {
      const { visitor, state, world } = await openItems()
      world.allowed = allowed
      const answer = await visitor.htmx(`${item}/touch`, { _state: state })
      assertHtmxError(answer, { status: 403, code: 'Forbidden' })
      assertErrorPage(await visitor.post(`${item}/touch`, { _state: state }), 403)
      assert(!world.ran.includes('load item'))
    }
  })
})

describe('InternalError', () => {
  const secret = /secret|7331/
  const throwers: Record<string, World['act']> = {
    'an error': () => {
      throw new Error('secret 7331')
    },
    'an error that asks to be shown': () => {
      throw Object.assign(new Error('secret 7331'), {
        status: 418,
        expose: true,
        headers: { a: '7331' },
      })
    },
    'a text': () => {
      throw 'secret 7331' as unknown as Error
    },
    nothing: () => {
      throw undefined as unknown as Error
    },
    'a state that can not be sealed': (self) => {
      self.state['touches'] = class Secret {}
    },
    'a made-up public field': (self) => {
      Object.assign(self, { secret: 7331 })
    },
  }

  for (const [name, todo] of Object.entries(throwers)) {
    it(`is 500 with an opaque id for ${name}`, async () => {
      const { htmx, plain, errors } = await act(todo)
      assertHtmxError(htmx, { status: 500, code: 'InternalError' })
      assertErrorPage(plain, 500)
      for (const answer of [htmx, plain]) {
        assert.doesNotMatch(JSON.stringify(answer.headers) + answer.text, secret)
      }
      const [error] = errors
      assert(error instanceof InternalError)
      assert.match(error.id, /^[\w-]{8}$/)
      assert(htmx.body.error.message.includes(error.id))
    })
  }

  it('carries the cause to the error event', async () => {
    const cause = new Error('secret 7331')
    const { errors } = await act(() => {
      throw cause
    })
    assert.equal((errors[0] as Error).cause, cause)
    assert.equal(errors.length, 1)
  })

  it('reaches the log of an app without a listener', async (t) => {
    const { app, world, visitor, state } = await openItems()
    app.removeAllListeners('error')
    app.on('error', app.onerror)
    world.act = () => {
      throw new Error('secret 7331')
    }
    const log = t.mock.method(console, 'error', () => {})
    const answer = await visitor.htmx(`${item}/act`, { _state: state })
    const printed = log.mock.calls.map(({ arguments: texts }) => texts.join(' ')).join('\n')
    const [id = ''] = /\(([\w-]{8})\)/.exec(answer.body.error.message)?.slice(1) ?? []
    assert(printed.includes(id))
    assert.match(printed, /secret 7331/)
  })

  it('leaves nothing behind of a call whose drawing failed', async () => {
    const { htmx } = await act((self) => {
      self.client.dispatch('saved')
      self.client.pushUrl('/secret')
      self.ctx.htmx.replaceUrl('/secret')
      self.ctx.htmx.refresh()
      self.ctx.state['touched'] = true
      self.state['touches'] = class {}
      return 'secret'
    })
    assertHtmxError(htmx, { status: 500, code: 'InternalError' })
    const names = Object.keys(htmx.headers).filter((name) => name.startsWith('hx-'))
    assert.deepEqual(names, ['hx-reswap'])
  })

  it('is what a broken template of a component means', async () => {
    const { visitor, state, world } = await openItems()
    world.items.set(1, { title: 'boom' })
    const answer = await visitor.htmx(`${item}/touch`, { _state: state })
    assertHtmxError(answer, { status: 500, code: 'InternalError' })
    assert.doesNotMatch(answer.text, /explode|secret|njk/)
  })
})

describe('a session that a method renewed', () => {
  const store = createStore()
  const cases: [string, TestAppOptions, World['act']][] = [
    ['renew()', {}, ({ ctx }) => ctx.sealwax.renew()],
    ['renew() with a store', { session: { store } }, ({ ctx }) => ctx.sealwax.renew()],
    [
      'a logout',
      {},
      ({ ctx }) => {
        Object.assign(ctx, { session: null })
      },
    ],
  ]
  for (const [name, options, todo] of cases) {
    it(`has the page drawn anew after ${name}`, async () => {
      const { htmx, plain } = await act(todo, options)
      assert.equal(htmx.status, 204)
      assert.equal(htmx.headers['hx-refresh'], 'true')
      assert.equal(htmx.headers['x-component'], undefined)
      assertCallHeaders(htmx)
      assertRedirect(plain, '/items')
    })
  }

  it('has the page drawn anew when the principal changed', async () => {
    const { visitor, state, world } = await openItems()
    world.act = () => {
      world.user = 'ada'
    }
    const answer = await visitor.htmx(`${item}/act`, { _state: state })
    assert.equal(answer.headers['hx-refresh'], 'true')
  })

  it('follows the redirect of the method', async () => {
    const { htmx, plain } = await act((self) => {
      self.ctx.sealwax.renew()
      self.client.redirect('/login')
    })
    assert.equal(htmx.headers['hx-redirect'], '/login')
    assert.equal(htmx.headers['hx-refresh'], undefined)
    assertRedirect(plain, '/login')
  })
})
