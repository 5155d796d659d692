import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InternalError, StateRejected, stale } from 'sealwax'
import { assertCallHeaders, assertErrorPage, assertHtmxError, assertRedirect } from './answer.ts'
import { act, item, openItems } from './items.ts'
import { fill, readPage } from './page.ts'
import { createTestApp, type World } from './test-app.ts'

describe('a row that the state refers to', () => {
  class Row {
    readonly number: number
    constructor(number: number) {
      this.number = number
    }
  }
  const open = async () => {
    const rows = new Set([1])
    const plugin = {
      name: 'row',
      match: (value: unknown) => value instanceof Row,
      reduce: (row: Row) => row.number,
      revive(number: unknown) {
        if (!rows.has(number as number)) throw stale('That row was deleted.')
        return new Row(number as number)
      },
    }
    const { visitor, world, state } = await openItems({ sealwax: { plugins: [plugin as never] } })
    world.act = (self) => {
      self.state['padding'] = new Row(1)
    }
    const answer = await visitor.htmx(`${item}/act`, { _state: state })
    return { rows, world, visitor, _state: readPage(answer.text).state('item-1') }
  }

  it('is 410 for the component that was sealed, whatever htmx says', async () => {
    const { rows, visitor, _state } = await open()
    rows.clear()
    const headers = { 'HX-Target': 'main#main' }
    assertHtmxError(await visitor.htmx(`${item}/touch`, { _state }, headers), {
      status: 410,
      code: 'StaleComponentState',
      reswap: 'delete',
      retarget: '#item-1',
    })
    assertErrorPage(await visitor.post(`${item}/touch`, { _state }), 410, '/items')
  })

  it('may go by the call itself', async () => {
    const { rows, world, visitor, _state } = await open()
    world.act = () => {
      rows.clear()
    }
    assertRedirect(await visitor.post(`${item}/act`, { _state }), /^\/items/)
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

  it('answers htmx with the root, its messages and what was typed', async () => {
    const { world, visitor, action, fields } = await openProfile()
    const answer = await visitor.htmx(action, fill(fields, bad))
    assert.equal(answer.status, 422)
    assert.equal(answer.headers['x-component'], 'profile')
    assert.equal(answer.headers['hx-reswap'], 'outerMorph')
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

class Secret {
  readonly number = 7331
}

function down(): never {
  throw new Error('store secret')
}

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
    const onceStore = { has: down, claim: down }
    const { visitor, state, world } = await openItems({ sealwax: { onceStore } })
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
      assertErrorPage(await visitor.post(`${item}/touch`, { _state: state }), 403, '/items')
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
      self.state['touches'] = new Secret()
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
    const onceStore = { has: down, claim: down }
    const { app, world, visitor, state } = await openItems({ sealwax: { onceStore } })
    app.removeAllListeners('error')
    app.on('error', (error) => app.onerror(error as Error))
    world.act = () => {
      throw new Error('secret 7331')
    }
    const log = t.mock.method(console, 'error', () => {})
    const answer = await visitor.htmx(`${item}/act`, { _state: state })
    assert.equal((await visitor.htmx(`${item}/pay`, { _state: state })).status, 503)
    const printed = log.mock.calls.map(({ arguments: texts }) => texts.join(' ')).join('\n')
    assert.match(printed, /store secret/)
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
      self.state['touches'] = new Secret()
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

async function openProfile() {
  const { world, browser } = createTestApp()
  const visitor = browser()
  const page = readPage((await visitor.get('/profile')).text)
  const { action, fields } = page.form('profile-me', 'save')
  return { world, visitor, action, fields }
}
