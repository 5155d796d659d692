import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { InvalidInput } from 'sealwax'
import { assertRedirect, cookiesOf, sessionOf } from '../answer.ts'
import { act, item, openItems } from '../items.ts'
import { readPage } from '../page.ts'
import {
  type Browser,
  createStore,
  createTestApp,
  type TestAppOptions,
  views,
  type World,
} from '../test-app.ts'

const hostile = `</script><script>alert(1)</script><img src=x onerror="alert(2)"><hx-partial id="item-1">'&quot;`
const region = '#sealwax-messages'
const partial = /<hx-partial id="sealwax-messages" hx-swap="innerHTML">([^]*)<\/hx-partial>$/

/** What the region for messages of a page shows. */
async function shown(browser: Browser, path = '/plain'): Promise<string> {
  return readPage((await browser.get(path)).text).text(region)
}

/** Has a method say something without JavaScript, and does not follow the redirect. */
async function said(todo: World['act'], options: TestAppOptions = {}) {
  const { world, visitor, state } = await openItems(options)
  world.act = todo
  const answer = await visitor.post(`${item}/act`, { _state: state })
  return { world, visitor, answer }
}

const saying =
  (...texts: string[]): World['act'] =>
  ({ client }) => {
    for (const text of texts) client.message(text)
  }

describe('self.client.message() with htmx', () => {
  it('fills the region for messages, beside the root', async () => {
    const { htmx } = await act(saying('Saved.', 'Twice.'))
    assert.equal(htmx.status, 200)
    assert.match(htmx.text, /^<li id="item-1" /)
    const [, content] = partial.exec(htmx.text) ?? []
    assert.equal(content?.trim(), '<p>Saved.</p><p>Twice.</p>')
    assert.equal(htmx.headers['set-cookie'], undefined)
  })

  it('escapes the text', async () => {
    const { htmx } = await act(saying(hostile))
    const [, content = ''] = partial.exec(htmx.text) ?? []
    assert.equal(readPage(`<div id="x">${content}</div>`).text('#x p'), hostile)
    assert.doesNotMatch(content, /<(?!\/?p>)/)
  })

  it('comes with a removal', async () => {
    const { htmx } = await act(({ client }) => {
      client.remove()
      client.message('Deleted.')
    })
    assert.equal(htmx.headers['hx-reswap'], 'delete')
    assert.match(htmx.text, /^<hx-partial id="sealwax-messages"[^>]*><p>Deleted\.<\/p>/)
  })

  it('waits for the page that a redirect or a reload leads to', async () => {
    const ends: World['act'][] = [
      ({ client }) => client.redirect('/plain'),
      ({ ctx }) => ctx.sealwax.renew(),
    ]
    for (const end of ends) {
      const { world, visitor, state } = await openItems()
      world.act = (self) => {
        self.client.message(hostile)
        end(self)
      }
      const answer = await visitor.htmx(`${item}/act`, { _state: state })
      assert.equal(answer.status, 204)
      assert.equal(await shown(visitor), hostile)
      assert.equal(await shown(visitor), '')
    }
  })

  it('says nothing when the call failed', async () => {
    const throwers: World['act'][] = [
      ({ client }) => {
        client.message('Saved.')
        throw new Error('no')
      },
      ({ client }) => {
        client.message('Saved.')
        throw new InvalidInput([{ path: 'title', message: 'Taken.' }])
      },
    ]
    for (const todo of throwers) {
      const { visitor, world, state } = await openItems()
      world.act = todo
      const answer = await visitor.htmx(`${item}/act`, { _state: state })
      const again = await visitor.post(`${item}/act`, { _state: state })
      assert.doesNotMatch(answer.text + again.text, /Saved/)
      assert.equal(await shown(visitor), '')
    }
  })
})

describe('self.client.message() without JavaScript', () => {
  it('is shown once, on the page behind the redirect', async () => {
    const { visitor, answer } = await said(saying('Saved.', 'Twice.'))
    assertRedirect(answer, '/items')
    const page = await visitor.get('/items')
    assert.equal(readPage(page.text).text(region), 'Saved.Twice.')
    assert.equal(page.headers['cache-control'], 'private, no-store')
    assert.equal(await shown(visitor, '/items'), '')
  })

  it('is text, whatever it holds', async () => {
    const { visitor } = await said(saying(hostile))
    const { text } = await visitor.get('/plain')
    assert.equal(readPage(text).text(region), hostile)
    const [, content = ''] = /role="status">([^]*?)<\/div>/.exec(text) ?? []
    assert.doesNotMatch(content, /<(?!\/?p>)/)
  })

  it('holds any characters', async () => {
    const text = 'Ж € 🕯 "\\ \u2028 …'
    const { visitor } = await said(saying(text))
    assert.equal(await shown(visitor), text)
  })

  it('does not let a page that shows it be cached', async () => {
    const { visitor } = await said(saying('Saved.'))
    assert.equal((await visitor.get('/plain')).headers['cache-control'], 'private, no-store')
    assert.equal((await visitor.get('/plain')).headers['cache-control'], undefined)
  })

  it('waits while pages come that have no place for it', async () => {
    const { visitor } = await said(saying('First.'))
    await visitor.get('/nowhere')
    assert.equal(await shown(visitor), 'First.')
  })

  it('is shown by the page that a refused call draws', async () => {
    const { world, visitor, state } = await openItems()
    world.act = saying('Saved.')
    await visitor.post(`${item}/act`, { _state: state })
    const refused = await visitor.post(`${item}/rename`, { _state: state, title: '' })
    assert.equal(refused.status, 422)
    assert.equal(readPage(refused.text).text(region), 'Saved.')
    assert.equal(await shown(visitor), '')
  })

  it("is shown by the app's own error page", async () => {
    const own = fileURLToPath(new URL('../views/own', import.meta.url))
    const { world, visitor, state } = await openItems({ sealwax: { views: [own, views] } })
    world.act = saying('Saved.')
    await visitor.post(`${item}/act`, { _state: state })
    world.allowed = false
    const refused = await visitor.post(`${item}/act`, { _state: state })
    assert.equal(refused.status, 403)
    assert.equal(readPage(refused.text).text('p'), 'Saved.')
  })

  it('outlives the session that the method ended', async () => {
    for (const session of [{}, { store: createStore() }]) {
      const { visitor } = await said(
        ({ client, ctx }) => {
          Object.assign(ctx, { session: null })
          client.redirect('/plain')
          client.message('You are logged out.')
        },
        { session },
      )
      assert.equal(await shown(visitor), 'You are logged out.')
    }
  })

  it('comes behind a file as well', async () => {
    const { world, visitor, state } = await openItems()
    world.act = ({ client }) => {
      client.message('Exported.')
      return { name: 'a.txt', body: 'a' }
    }
    await visitor.post(`${item}/save`, { _state: state })
    assert.equal(await shown(visitor), 'Exported.')
  })

  it('is for the session that it was said to', async () => {
    const { visitor, world } = await said(saying('Saved.'))
    const other = createTestApp({ world }).browser()
    assert.equal(await shown(other), '')
    assert.equal(await shown(visitor), 'Saved.')
  })
})

describe('messages that wait', () => {
  it('leave room for the rest of a cookie, the newest first', async () => {
    const texts = Array.from({ length: 50 }, (_, n) => `Message ${n}: ${'Ж'.repeat(30)}`)
    const { visitor, answer, world } = await said((self) => {
      self.state['padding'] = 'x'.repeat(1400)
      saying(...texts)(self)
    })
    assert.match(sessionOf(answer)['sealwaxFlash'] ?? '', /^item\./)
    assert(cookiesOf(answer).length < 4096)
    assert.match(String(world.errors[0]), /too many/)
    const text = await shown(visitor)
    assert.match(text, /^Message 4\d: [^]*Message 49: Ж{30}$/)
  })

  it('are left out when one alone is too long, and said so', async () => {
    const { visitor, answer, world } = await said(saying('x'.repeat(5000)))
    assertRedirect(answer, '/items')
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.equal(await shown(visitor), '')
    assert.match(String(world.errors[0]), /too long/)
  })

  it('have more room in a store', async () => {
    const text = 'x'.repeat(5000)
    const { visitor } = await said(saying(text), { session: { store: createStore() } })
    assert.equal(await shown(visitor), text)
  })

  it('leave room for states that come later', async () => {
    const { world, visitor, state } = await openItems()
    world.act = saying(...Array.from({ length: 30 }, (_, n) => `Message ${n}: ${'x'.repeat(40)}`))
    await visitor.post(`${item}/act`, { _state: state })
    world.act = ({ state }) => {
      state['padding'] = 'x'.repeat(1000)
    }
    const answer = await visitor.post(`${item}/act`, { _state: state })
    assert(cookiesOf(answer).length < 4096)
    assert.match(answer.headers['location'] ?? '', /_sealwax=/)
  })
})

describe('ctx.sealwax.messages()', () => {
  const seen: unknown[] = []
  const pages: NonNullable<TestAppOptions['pages']> = (ctx, next) => {
    if (ctx.path !== '/seen') return next()
    seen.push(ctx.sealwax.messages(), ctx.sealwax.messages())
    ctx.body = 'seen'
    return undefined
  }

  it('takes them for this request', async () => {
    const { visitor } = await said(saying('a', 'b'), { pages })
    await visitor.get('/seen')
    const messages = [{ text: 'a' }, { text: 'b' }]
    assert.deepEqual(seen.splice(0), [messages, messages])
    await visitor.get('/seen')
    assert.deepEqual(seen.splice(0), [[], []])
  })

  it('touches no session where nobody said anything', async () => {
    const { browser } = createTestApp({ session: { rolling: true } })
    const answer = await browser().get('/plain')
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.equal(answer.headers['cache-control'], undefined)
  })

  it('is empty without any session', async () => {
    const { browser } = createTestApp({ session: false })
    assert.equal(await shown(browser()), '')
  })

  it('believes no session that somebody else has written into', async () => {
    const kept: unknown[] = ['text', { text: 'a' }, [7, 'b', null], null]
    const { browser } = createTestApp({
      pages(ctx, next) {
        const [first] = kept
        if (ctx.path === '/write') Object.assign(ctx.session ?? {}, { sealwaxMessages: first })
        return next()
      },
    })
    const visitor = browser()
    const texts: string[] = []
    for (; kept.length > 0; kept.shift()) {
      await visitor.get('/write')
      texts.push(await shown(visitor))
    }
    assert.deepEqual(texts, ['', '', 'b', ''])
  })
})
