import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Decimal } from 'decimal.js'
import nunjucks from 'nunjucks'
import { createVisitor } from 'sealwax/testing'
import { Temporal } from 'temporal-polyfill'
import { refusals } from '../../../server/demo/types/refusals.ts'
import { roundTrip } from '../../../server/demo/types/round-trip.ts'
import { samples } from '../../../server/demo/types/samples.ts'
import { isSame, show } from '../../../server/demo/types/show.ts'
import { createBrowser } from '../../koa/test-app.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'

const count = [...samples.values()].flat().length

describe('isSame', () => {
  const { SafeString } = nunjucks.runtime
  const different: [what: string, one: unknown, other: unknown][] = [
    ['zeros of two signs', 0, -0],
    ['a number and a bigint', 1, 1n],
    ['a number and its text', 1, '1'],
    ['undefined and null', undefined, null],
    ['a text and safe HTML', 'x', new SafeString('x')],
    ['bytes of two classes', Uint8Array.of(1), Buffer.of(1)],
    ['two bytes', Buffer.of(1), Buffer.of(2)],
    ['two buffers', Uint8Array.of(1).buffer, Uint8Array.of(2).buffer],
    ['a URL and its text', 'https://a.example/', new URL('https://a.example/')],
    ['two URLs', new URL('https://a.example/'), new URL('https://b.example/')],
    ['two decimals', new Decimal('0.3'), new Decimal('0.30000000000000004')],
    ['two days', Temporal.PlainDate.from('2026-01-01'), Temporal.PlainDate.from('2026-01-02')],
    ['a Map with another key', new Map([[7n, 1]]), new Map([[7, 1]])],
    ['two dates', new Date(0), new Date(1)],
  ]
  for (const [what, one, other] of different) {
    it(`tells ${what} apart`, () => assert.equal(isSame(one, other), false))
  }

  it('takes each sample for what it is', () => {
    for (const [type, value] of [...samples.values()].flat()) {
      assert.equal(isSame(value, value), true, type)
      assert.doesNotMatch(show(value), /\[object|\{\}$/, type)
    }
  })
})

describe('the page of types', () => {
  let demo: DemoApp

  before(async () => {
    demo = await openDemo()
  })
  after(() => demo.close())

  it('shows each type come back as what it was, trip after trip', async () => {
    const trip = (await createVisitor(demo.app).open('/types')).find(roundTrip)
    assert.equal(trip.html.split('class="unsent"').length - 1, count)
    for (const trips of [1, 2]) {
      await trip.click('Send it round')
      assert.ok(trip.html.includes(`<output class="trips">${trips}</output>`))
      assert.equal(trip.html.split('<span class="same">').length - 1, count)
      assert.doesNotMatch(trip.html, /class="differs"/)
    }
    assert.match(trip.answer.text, /&lt;em&gt;wax&lt;\/em&gt;/)
  })

  it('has every Temporal type', () => {
    const types = new Set([...samples.values()].flat().map(([type]) => type))
    const all = Object.getOwnPropertyNames(Temporal).filter((name) => name !== 'Now')
    assert.equal(all.length, 8)
    for (const type of all) assert.ok(types.has(type), type)
  })

  it('shows what is refused in the words of the codec', async () => {
    const { text } = await createBrowser(demo.app).get('/types')
    assert.equal(refusals.length, 12)
    for (const { message } of refusals) assert.match(message, /^Sealing blocked: .+ \(state.*\)$/)
    const expected =
      "Sealing blocked: 'RegExp' is not in the allowed list. Register a type plugin. (state.pattern)"
    assert.ok(text.includes(expected.replaceAll("'", '&#39;')))
  })
})
