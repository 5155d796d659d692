import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertHtmxError, assertRedirect } from './answer.ts'
import { act, item, openItems } from './items.ts'
import type { ActSelf, Response, World } from './test-app.ts'

const eventsOf = ({ headers }: Response) =>
  Object.entries(JSON.parse(headers['hx-trigger'] ?? '{}') as object)

describe('self.client.dispatch()', () => {
  const texts = [
    '€',
    'Жизнь',
    '🕯',
    '\ud800',
    '\udc00x',
    '\u2028',
    '\r\nX-Evil: 1',
    '"\\',
    '</script>',
  ]

  it('sends any text as ASCII', async () => {
    const { htmx } = await act(({ client }) => client.dispatch('saved', { texts }))
    assert.match(htmx.headers['hx-trigger'] ?? '', /^[\x20-\x7e]+$/)
    assert.deepEqual(eventsOf(htmx), [['saved', { texts }]])
    assert.equal(htmx.headers['x-evil'], undefined)
  })

  it('sends no detail that is too long for a header, and the call is done all the same', async () => {
    const { htmx, plain, errors } = await act(({ client }) => {
      client.dispatch('first', { id: 1 })
      client.dispatch('large', { text: 'x'.repeat(100_000) })
      client.dispatch('last', { id: 2 })
    })
    assert.equal(htmx.status, 200)
    assert.deepEqual(eventsOf(htmx), [
      ['first', { id: 1 }],
      ['last', { id: 2 }],
    ])
    assert.match(String(errors[0]), /Event large has no room/)
    assertRedirect(plain, '/items')
  })

  it('comes with every answer of a call that is done', async () => {
    const ends: Record<string, (client: ActSelf['client']) => void> = {
      'a root': () => {},
      'a removal': (client) => client.remove(),
      'a redirect': (client) => client.redirect('/other'),
    }
    for (const [name, end] of Object.entries(ends)) {
      const { htmx } = await act(({ client }) => {
        client.dispatch('saved')
        end(client)
      })
      assert.deepEqual(eventsOf(htmx), [['saved', {}]], name)
    }
  })
})

describe('self.client', () => {
  const bugs: Record<string, World['act']> = {
    'an event of htmx': ({ client }) => client.dispatch('htmx:secret'),
    'a detail for htmx': ({ client }) => client.dispatch('saved', { target: '#secret' }),
    'a detail that is not JSON': ({ client }) => client.dispatch('secret', () => 1),
    'an id that is none': ({ client }) => client.refresh('#secret'),
  }
  for (const [name, bug] of Object.entries(bugs)) {
    it(`tells nobody outside about ${name}`, async () => {
      const { htmx, plain } = await act(bug)
      assertHtmxError(htmx, { status: 500, code: 'InternalError' })
      assert.equal(plain.status, 500)
      assert.doesNotMatch(htmx.text + plain.text + JSON.stringify(htmx.headers), /secret/)
    })
  }
})

describe('self.client.refresh()', () => {
  it('tells the script which components to draw anew, behind the events', async () => {
    const { htmx, plain } = await act(({ client }) => {
      client.refresh('panel--1')
      client.dispatch('saved')
      client.refresh('item-2')
      client.refresh('panel--1')
    })
    assert.deepEqual(eventsOf(htmx), [
      ['saved', {}],
      ['sealwax:refresh', { ids: ['panel--1', 'item-2'] }],
    ])
    assertRedirect(plain, '/items')
  })

  it('asks for nothing on a page that is left', async () => {
    const { htmx } = await act(({ client }) => {
      client.refresh('item-2')
      client.redirect('/other')
    })
    assert.deepEqual(eventsOf(htmx), [])
  })
})

describe('self.client.pushUrl() and replaceUrl()', () => {
  it('are one step of the history', async () => {
    const { htmx, plain } = await act(({ client }) => {
      client.replaceUrl('/items?page=2')
      client.pushUrl('/items?page=3')
      client.replaceUrl('/items?page=€')
    })
    assert.equal(htmx.headers['hx-push-url'], '/items?page=%E2%82%AC')
    assert.equal(htmx.headers['hx-replace-url'], undefined)
    assertRedirect(plain, '/items?page=%E2%82%AC')
  })
})

describe('self.client.title()', () => {
  it('comes with the root, or in the place of one that was removed, as text', async () => {
    const title = '</title><script>alert(1)</script> & “Ж”'
    const tag = '<title>&#60;/title>&#60;script>alert(1)&#60;/script> &#38; “Ж”</title>'
    const { htmx, plain } = await act(({ client }) => client.title(title))
    assert.match(htmx.text, /^<li id="item-1"/)
    assert(htmx.text.endsWith(tag))
    assertRedirect(plain, '/items')
    const removal = await act(({ client }) => {
      client.remove()
      client.title(title)
    })
    assert.equal(removal.htmx.text, tag)
  })

  it('is not there unless it was asked for', async () => {
    const { htmx } = await act(() => {})
    assert.doesNotMatch(htmx.text, /<title/)
  })
})

describe('self.client.redirect()', () => {
  it('reloads where the browser would only move to a fragment', async () => {
    const here = { 'HX-Current-URL': 'http://shop.example/items?page=2#top' }
    const cases: [to: string, headers: Record<string, string>, reloads: boolean][] = [
      ['/items?page=2#list', here, true],
      ['/items?page=2', here, false],
      ['/items#list', here, false],
      ['/items?page=2#list', {}, false],
      ['/items?page=2#list', { 'HX-Current-URL': 'nowhere' }, false],
    ]
    for (const [to, headers, reloads] of cases) {
      const { world, visitor, state } = await openItems()
      world.act = ({ client }) => client.redirect(to)
      const answer = await visitor.htmx(`${item}/act`, { _state: state }, headers)
      assert.equal(answer.status, 204)
      assert.equal(answer.headers['hx-refresh'], reloads ? 'true' : undefined, to)
      assert.equal(answer.headers['hx-redirect'], reloads ? undefined : to)
    }
  })
})
