import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from 'decimal.js'
import nunjucks from 'nunjucks'
import { createSealwax, type SealwaxError } from 'sealwax'
import type { TypePlugin } from 'sealwax/core'
import { decimal } from 'sealwax/plugins/decimal'
import { assertHtmxError, cookiesOf } from '../koa/answer.ts'
import { item } from '../koa/items.ts'
import { readPage } from '../koa/page.ts'
import { type ActSelf, createTestApp, testKey, views } from '../koa/test-app.ts'

const taught = (...plugins: TypePlugin[]) => createTestApp({ sealwax: { plugins } })
type App = ReturnType<typeof createTestApp>

/** One session and its page of items, for apps that share their keys, as two releases of one site do. */
async function openPage({ browser }: App) {
  const page = await browser().get('/items')
  const headers = { Cookie: cookiesOf(page) }
  const state = readPage(page.text).state('item-1')
  return {
    state,
    act: ({ browser, world }: App, state: string, todo: (self: ActSelf) => void) => {
      world.act = todo
      return browser().htmx(`${item}/act`, { _state: state }, headers)
    },
  }
}

const fillCart = (self: ActSelf) => {
  self.state['cart'] = { items: [1, 2, { price: new Decimal('9.90') }] }
}

/** What the log has of an error. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? reasonOf(cause) : message
}

const held = () => ({
  string: 'x',
  numbers: [1.5, Number.NaN, Number.POSITIVE_INFINITY, -0],
  bigint: 2n ** 70n,
  nothing: [null, undefined, false],
  map: new Map([[{ a: 1 }, new Set([1n])]]),
  date: new Date(5),
  url: new URL('https://example.org/?q=1'),
  query: new URLSearchParams('a=1&a=2'),
  uint8: Uint8Array.of(0, 255),
  buffer: Buffer.from('x'),
  arrayBuffer: Uint8Array.of(1).buffer,
  html: new nunjucks.runtime.SafeString('<b>'),
})

describe('createSealwax', () => {
  it('seals every type of its allow-list without a plugin', async () => {
    const app = createTestApp()
    const { state, act } = await openPage(app)
    const sealed = await act(app, state, (self) => {
      self.state['held'] = held()
    })
    let back: unknown
    await act(app, readPage(sealed.text).state('item-1'), (self) => {
      back = self.state['held']
    })
    assert.deepStrictEqual(back, held())
    assert.equal(String(back.query), 'a=1&a=2')
    assert.deepEqual(app.world.errors, [])
  })

  it('refuses a plugin with the name of a type that it knows', () => {
    for (const name of ['Buffer', 'ArrayBuffer', 'URLSearchParams', 'SafeString']) {
      const plugins = [{ ...decimal, name }]
      const options = { keys: [testKey], components: [], views, plugins }
      assert.throws(() => createSealwax(options), { code: 'ConfigError' }, name)
    }
  })

  it('seals a type only where its plugin is listed, and says which and where', async () => {
    const [plain, other] = [createTestApp(), taught(decimal)]
    const { state, act } = await openPage(other)
    assert.equal((await act(other, state, fillCart)).status, 200)
    const refused = await act(plain, state, fillCart)
    assertHtmxError(refused, { status: 500, code: 'InternalError' })
    assert.doesNotMatch(refused.text, /Decimal/)
    assert.equal(
      reasonOf(plain.world.errors[0]),
      "Sealing blocked: 'Decimal' is not in the allowed list. Register a type plugin. (item: state.cart.items[2].price)",
    )
  })

  it('opens a type only where its plugin is listed; only the log says which', async () => {
    const [plain, other] = [createTestApp(), taught(decimal)]
    const { state, act } = await openPage(other)
    const answer = await act(other, state, (self) => {
      self.state['price'] = new Decimal('9.90')
    })
    const sealed = readPage(answer.text).state('item-1')
    const refused = await act(plain, sealed, () => assert.fail('a method ran'))
    assertHtmxError(refused, { status: 403, code: 'StateRejected' })
    assert.doesNotMatch(refused.text, /Decimal/)
    const [error] = plain.world.errors as [SealwaxError]
    assert.equal(error.message, 'This state can not be used.')
    assert.equal(reasonOf(error), "Unsealing blocked: 'Decimal' is not in the allowed list.")
    const opened = await act(other, sealed, (self) => {
      assert.ok(new Decimal('9.90').equals(self.state['price'] as Decimal))
    })
    assert.equal(opened.status, 200)
  })

  it('asks its own plugin where another toolkit has one of the same name', async () => {
    const doubled = taught({ ...decimal, revive: (text: string) => new Decimal(text).times(2) })
    const other = taught(decimal)
    const { state, act } = await openPage(other)
    const answer = await act(other, state, (self) => {
      self.state['price'] = new Decimal(2)
    })
    const prices: string[] = []
    for (const app of [other, doubled, other]) {
      await act(app, readPage(answer.text).state('item-1'), (self) => {
        prices.push(String(self.state['price']))
      })
    }
    assert.deepEqual(prices, ['2', '4', '2'])
  })
})
