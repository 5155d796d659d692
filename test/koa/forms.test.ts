import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { formComponents } from '../browser/form-components.ts'
import { assertRedirect, stateOn } from './answer.ts'
import { fill, readPage } from './page.ts'
import { type Browser, createTestApp } from './test-app.ts'

const views = fileURLToPath(new URL('../browser/views', import.meta.url))

function visit(): Browser {
  const { browser } = createTestApp({
    sealwax: { components: formComponents, views },
    pages: (ctx, next) =>
      ctx.method === 'GET' ? ctx.render(`${ctx.path.slice(1)}.njk`, { query: ctx.search }) : next(),
  })
  return browser()
}

async function openForm(visitor: Browser) {
  const { text } = await visitor.get('/bookings?tab=2')
  return readPage(text).form('booking-b', 'book').fields
}

const refresh = '/_sealwax/booking'
const has = (html: string, message: string) => html.includes(`role="alert">${message}<`)

describe('a refresh by a field of a form', () => {
  it('answers htmx 422 with messages of the fields that were left, and 200 without any', async () => {
    const visitor = visit()
    const fields = await openForm(visitor)
    const bad = fill(fields, { name: 'An', email: 'x' })
    const refused = await visitor.htmx(refresh, [...bad, ['_field', 'name']])
    assert.equal(refused.status, 422)
    assert.equal(refused.headers['x-component'], 'booking')
    assert.ok(has(refused.text, 'Three letters at least.'))
    assert.ok(!has(refused.text, 'Write an address.'))
    const good = fill(fields, { name: 'Ann', email: 'x' })
    const answer = await visitor.htmx(refresh, [...good, ['_field', 'name']])
    assert.equal(answer.status, 200)
    assert.doesNotMatch(answer.text, /role="alert"/)
    assert.doesNotMatch(answer.text, /autofocus/)
  })

  it('answers with the page without JavaScript, and what was typed in it', async () => {
    const visitor = visit()
    const fields = fill(await openForm(visitor), { name: 'An', note: 'x' })
    const pressed: [string, string][] = [...fields, ['country', 'Italy'], ['_field', 'country']]
    const answer = await visitor.post(refresh, pressed)
    assert.equal(answer.status, 200)
    const page = readPage(answer.text)
    assert.equal(page.attribute('@name', 'value'), 'An')
    assert.equal(page.attribute('@country', 'autofocus'), '')
    assert.match(answer.text, /<option>Turin<\/option>/)
    assert.doesNotMatch(answer.text, /role="alert"/)
    const next = fill(page.form('booking-b', 'book').fields, { name: 'A' })
    const refused = await visitor.post(refresh, [...next, ['_field', 'name']])
    assert.equal(refused.status, 422)
    assert.ok(has(refused.text, 'Three letters at least.'))
  })

  it('goes back to the page without a form', async () => {
    const visitor = visit()
    const [state] = (await openForm(visitor)).filter(([name]) => name === '_state')
    assert(state)
    assertRedirect(await visitor.post(refresh, [state]), /^\/bookings\?tab=2$/)
    assertRedirect(await visitor.post(refresh, [state, ['_form', 'nope']]), /^\/bookings\?tab=2$/)
  })
})

describe('a refused form', () => {
  it('names the element of each message, and puts the focus on one field', async () => {
    const visitor = visit()
    const bad = fill(await openForm(visitor), { name: 'An', email: 'x' })
    const refused = await visitor.htmx('/_sealwax/booking/book', bad)
    assert.equal(refused.status, 422)
    for (const name of ['name', 'email']) {
      const message = refused.text.match(
        new RegExp(`aria-describedby="([^"]*_${name}_error)"`),
      )?.[1]
      assert.ok(refused.text.includes(`id="${message}" role="alert"`))
    }
    assert.equal(refused.text.match(/ autofocus/g)?.length, 1)
  })
})

describe('a request with the types of public state', () => {
  it('brings them as fields, or as the JSON that is in the page', async () => {
    const visitor = visit()
    const { text } = await visitor.get('/ledgers')
    const _state = readPage(text).state('ledger-l')
    const json = readPage(text).attribute('#ledger-l', 'data-public') ?? ''
    assert.deepEqual(JSON.parse(json), {
      day: '2026-03-04T00:00:00.000Z',
      at: '2026-03-04T05:06:00.000Z',
      big: '18446744073709551616',
      prices: [['wax', '5']],
      marks: ['a'],
    })
    const answer = await visitor.htmx('/_sealwax/ledger/look', { _state, _public: json })
    assert.match(answer.text, /bigint 18446744073709551616 wax 5 a</)
    assert.equal(readPage(answer.text).attribute('#ledger-l', 'data-public'), json)
  })

  const wrong: Record<string, string>[] = [
    { big: 'much' },
    { day: 'soon' },
    { _public: '{"prices":{"wax":"5"}}' },
    { _public: '{"prices":[["wax",{}]]}' },
    { _public: '{"marks":[1]}' },
    { _public: '{"big":1.5}' },
    { _public: '{"seen":"x"}' },
  ]
  for (const fields of wrong) {
    it(`runs no method for ${JSON.stringify(fields)}`, async () => {
      const visitor = visit()
      const _state = await stateOn(visitor, '/ledgers', 'ledger-l')
      const answer = await visitor.htmx('/_sealwax/ledger/grow', { _state, ...fields })
      assert.equal(answer.status, 422)
      assert.match(answer.text, /"prices":\[\["wax","5"\]\]/)
    })
  }
})

describe('a button with params beside a control of the same name', () => {
  it('calls with its own', async () => {
    const visitor = visit()
    const pressed = readPage((await visitor.get('/panels')).text).press('panel-p', 'Dark')
    const { action } = pressed
    const fields = pressed.fields.filter(([name]) => name.startsWith('_') || name === 'shade')
    assert.ok(fields.some(([name, value]) => name === 'shade' && value === 'light'))
    const answer = await visitor.htmx(action, fields)
    assert.equal(readPage(answer.text).text('i'), 'dark')
    const changed = fields.filter(([name]) => name !== '_params')
    assert.equal(readPage((await visitor.htmx(action, changed)).text).text('i'), 'light')
  })
})
