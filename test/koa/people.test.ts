import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { Forbidden, type SealwaxOptions } from 'sealwax'
import { assertErrorPage, assertHtmxError, assertRedirect, stateOn } from './answer.ts'
import { item, openItems } from './items.ts'
import { createTestApp, type Headers } from './test-app.ts'

const touch = `${item}/touch`
const fromItems = { Host: 'shop.example', Referer: 'http://shop.example/items' }

const login = (_: unknown, back: string) => `/login?back=${encodeURIComponent(back)}`

/** A visitor whose right to the items is taken away after they were drawn. */
async function openForbidden(login: SealwaxOptions['login']) {
  const { visitor, state, world } = await openItems(login ? { sealwax: { login } } : {})
  world.allowed = false
  const htmx = (headers: Headers = {}) => visitor.htmx(touch, { _state: state }, headers)
  const plain = (headers: Headers = {}) => visitor.post(touch, { _state: state }, headers)
  return { world, htmx, plain }
}

describe('a right that was taken away after the page was drawn', () => {
  it('is 403 before any data is read', async () => {
    const { world, htmx, plain } = await openForbidden(undefined)
    assertHtmxError(await htmx(), { status: 403, code: 'Forbidden' })
    assertErrorPage(await plain(), 403, '/items')
    assert.deepEqual(world.ran, ['authorize item touch', 'authorize item touch'])
  })

  it('is 403 for a refresh too', async () => {
    const { visitor, state, world } = await openItems()
    world.allowed = false
    assertHtmxError(await visitor.htmx(item, { _state: state }), { status: 403, code: 'Forbidden' })
    assert.deepEqual(world.ran, ['authorize item '])
  })
})

describe('the option login', () => {
  it('leads to a page of the app, with a way back', async () => {
    const { htmx, plain } = await openForbidden(login)
    const answer = await htmx()
    assert.equal(answer.headers['hx-redirect'], '/login?back=%2Fitems')
    assertHtmxError(answer, { status: 403, code: 'Forbidden' })
    assertRedirect(await plain(), '/login?back=%2Fitems')
    assertRedirect(await plain(fromItems), '/login?back=%2Fitems')
  })

  it('is not for somebody whom it has no page for', async () => {
    const { htmx, plain } = await openForbidden(() => undefined)
    const answer = await htmx()
    assertHtmxError(answer, { status: 403, code: 'Forbidden' })
    assert.equal(answer.headers['hx-redirect'], undefined)
    assertErrorPage(await plain(), 403, '/items')
  })

  it('is asked when a method throws Forbidden, and for no other refusal', async () => {
    const { visitor, state, world } = await openItems({ sealwax: { login } })
    world.act = () => {
      throw new Forbidden()
    }
    const answer = await visitor.htmx(`${item}/act`, { _state: state }, fromItems)
    assert.equal(answer.headers['hx-redirect'], '/login?back=%2Fitems')
    assert.equal((await visitor.htmx(touch, { _state: 'x' })).headers['hx-redirect'], undefined)
    assertRedirect(await visitor.post(touch, { _state: 'x' }), '/')
  })

  const mistakes: [string, SealwaxOptions['login']][] = [
    ['leaves the site', () => 'https://evil.example/'],
    ['is a host in disguise', () => '//evil.example/'],
    ['is a script', () => 'javascript:alert(1)'],
    [
      'throws',
      () => {
        throw new Error('a secret')
      },
    ],
  ]
  for (const [what, wrong] of mistakes) {
    it(`stays a 403 when it ${what}`, async () => {
      const { world, htmx, plain } = await openForbidden(wrong)
      const answer = await htmx()
      assertHtmxError(answer, { status: 403, code: 'Forbidden' })
      assert.equal(answer.headers['hx-redirect'], undefined)
      assertErrorPage(await plain(), 403, '/items')
      assert.match(String(world.errors[1]), /leaves this site|a secret/)
    })
  }
})

describe('a state that does not open', () => {
  const app = createTestApp({ sealwax: { badStates: false } })
  const visitor = app.browser()

  /** Posts a state in both ways, and to a refresh. */
  async function statusesOf(_state: string): Promise<number[]> {
    const answers = [
      await visitor.htmx(touch, { _state }),
      await visitor.htmx(item, { _state }),
      await visitor.post(touch, { _state }),
    ]
    return answers.map(({ status }) => status)
  }

  it('is never an error of the server, whatever it is', async () => {
    const state = await stateOn(visitor, '/items', 'item-1')
    app.world.ran.length = 0
    const bytes = fc.uint8Array({ maxLength: 200 }).map((part) => Buffer.from(part))
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      bytes.map((part) => part.toString('base64url')),
      bytes.map((part) => Buffer.concat([Buffer.from([1]), part]).toString('base64url')),
      fc.nat(state.length - 1).map((at) => state.slice(0, at) + state.slice(at + 1)),
    )
    const property = fc.asyncProperty(texts, async (text) => {
      assert.deepEqual(await statusesOf(text), [403, 403, 303])
    })
    await fc.assert(property, { numRuns: 200 })
    assert.deepEqual(app.world.ran, [])
  })
})
