import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { InvalidInput } from 'sealwax'
import { assertCallHeaders, assertErrorPage, assertHtmxError, assertRedirect } from './answer.ts'
import { act, item, openItems } from './items.ts'
import { readPage } from './page.ts'
import { createStore, type TestAppOptions, type World } from './test-app.ts'

describe('a call that is done', () => {
  it('answers htmx with the root', async () => {
    const { visitor, state, world } = await openItems()
    const answer = await visitor.htmx(`${item}/touch`, { _state: state })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['x-component'], 'item')
    assert.equal(answer.headers['hx-reswap'], 'outerMorph')
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
      assert.equal(htmx.status, 200, typeof value)
      assert.equal(htmx.headers['x-component-value'], undefined)
      assertRedirect(plain, '/items')
    }
  })

  it('does not send a value that is too long for a header', async () => {
    const { htmx, errors } = await act(() => 'x'.repeat(3000))
    assert.equal(htmx.status, 200)
    assert.equal(htmx.headers['x-component-value'], undefined)
    assert.match(String(errors[0]), /returned can not be sent/)
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

describe('a method with download: true', () => {
  it('answers with the file, and draws nothing', async () => {
    const { answer, world } = await download(() => ({ name: 'list €.csv', body: 'a,b\n' }))
    assert.equal(answer.status, 200)
    assert.equal(answer.text, 'a,b\n')
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
    const { 'content-disposition': disposition } = answer.headers as Record<string, string>
    assert.equal(
      disposition,
      `attachment; filename="list ?.csv"; filename*=UTF-8''list%20%E2%82%AC.csv`,
    )
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    assertCallHeaders(answer)
    assert.deepEqual(world.ran, ['authorize item save', 'load item', 'run item.save'])
  })

  it('takes text, bytes and streams, of any type', async () => {
    for (const body of ['<b>', new TextEncoder().encode('<b>'), Readable.from(['<', 'b>'])]) {
      const { answer } = await download(() => ({ name: 'page', body }))
      assert.equal(answer.headers['content-type'], 'application/octet-stream')
      assert.equal((answer.body as Buffer).toString(), '<b>')
    }
    const typed = await download(() => ({ name: 'x', type: 'text/plain', body: 'text' }))
    assert.equal(typed.answer.headers['content-type'], 'text/plain; charset=utf-8')
  })

  it('never lands in the page', async () => {
    const { answer } = await download(() => ({ name: 'a.html', body: '<b>' }), 'htmx')
    assert.equal(answer.headers['hx-reswap'], 'none')
    assert.equal(answer.headers['x-component'], undefined)
  })

  it('may redirect instead', async () => {
    assertRedirect((await download((self) => self.client.redirect('/pay'))).answer, '/pay')
  })

  it('is a bug when it returns something else', async () => {
    for (const value of [
      null,
      'text',
      {},
      { name: 'a' },
      { name: 1, body: '' },
      { name: 'a', body: 1 },
    ]) {
      const { answer, world } = await download(() => value)
      assertErrorPage(answer, 500)
      assert.match(String((world.errors[0] as Error).cause), /download/)
    }
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

  it('has the page drawn anew also where input was refused', async () => {
    const { htmx, plain } = await act(({ ctx }) => {
      ctx.sealwax.renew()
      throw new InvalidInput([{ path: 'name', message: 'Taken.' }])
    })
    assert.deepEqual([htmx.status, htmx.headers['hx-refresh']], [204, 'true'])
    assertRedirect(plain, '/items')
  })

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

const download = async (todo: World['act'], how: 'htmx' | 'post' = 'post') => {
  const { world, visitor, state } = await openItems()
  world.act = todo
  const answer = await visitor[how](`${item}/save`, { _state: state })
  return { answer, world }
}
