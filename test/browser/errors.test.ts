import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Middleware } from 'koa'
import { useFixture } from './fixture-site.ts'
import { clickAll, createGate, seenEvents, seenNames, settle, whenText } from './in-page.ts'

const html =
  '<h1 id="outside">Bad gateway</h1><hx-partial id="tally-b" hx-swap="delete"></hx-partial>'

/** Answers that are no component, from whatever stands in front of the toolkit. */
const strangers: Record<string, Middleware> = {
  'a 502 page': (ctx) => {
    Object.assign(ctx, { status: 502, type: 'html', body: html })
  },
  'a 500 in JSON without an error': (ctx) => {
    Object.assign(ctx, { status: 500, body: { error: { code: null, message: 7 } } })
  },
  'a 403 whose error is a text': (ctx) => {
    Object.assign(ctx, { status: 403, body: { error: 'no' } })
  },
  'a page that a redirect led to': (ctx) => {
    Object.assign(ctx, { status: 200, type: 'html', body: html })
  },
  'a cut connection': (ctx) => {
    ctx.respond = false
    ctx.req.socket.destroy()
  },
}

describe('sealwax.js: answers that are no component', () => {
  const site = useFixture()

  for (const [what, answer] of Object.entries(strangers)) {
    it(`keeps ${what} out of the page and says that something went wrong`, async () => {
      const page = await site.open('/tallies')
      site.intercept = answer
      await clickAll(page, '#tally-a .one')
      const [event, ...more] = await seenEvents(page, 1)
      assert.equal(event?.name, 'error')
      assert.equal(event.on, 'tally-a')
      assert.deepEqual(
        Object.keys(event.detail.error ?? {}).filter((key) => key.length > 1),
        ['code', 'message'],
      )
      assert.deepEqual(more, [])
      await settle(page)
      assert.equal(await page.locator('#outside').count(), 0)
      assert.equal(await page.locator('[data-component=tally]').count(), 2)

      site.intercept = undefined
      await clickAll(page, '#tally-a .one')
      await whenText(page, '#tally-a output', '1')
    })
  }

  it('keeps an exception of a method out of the page', async () => {
    const page = await site.open('/tallies')
    await clickAll(page, '#tally-a .one', '#tally-a .fail', '#tally-a .one')
    await whenText(page, '#tally-a output', '2')
    const names = ['updated tally-a', 'error tally-a', 'updated tally-a']
    assert.deepEqual(await seenNames(page, 3), names)
    const [, { detail }] = (await seenEvents(page, 3)) as [object, { detail: { error: object } }]
    assert.match(JSON.stringify(detail.error), /"code":"InternalError"/)
    assert.doesNotMatch(JSON.stringify(detail), /secret/)
  })

  it('follows a redirect for htmx, whatever its status', async () => {
    const page = await site.open('/tallies')
    site.intercept = (ctx) => {
      ctx.status = 401
      ctx.set('HX-Redirect', '/notes')
    }
    await clickAll(page, '#tally-a .one')
    await page.waitForURL('**/notes')
  })

  it('draws refused input in its place, with message, typed text and focus', async () => {
    const page = await site.open('/notes')
    const title = page.locator('#note-two [name=title]')
    await title.fill('ab')
    await title.press('Enter')
    await whenText(page, '#note-two .problem', 'Three letters at least.')
    assert.equal(await page.locator(':focus').inputValue(), 'ab')
    assert.equal(await page.locator(':focus').getAttribute('aria-invalid'), 'true')
    await title.fill('abc')
    await title.press('Enter')
    await whenText(page, '#note-two .problem', '')
    assert.equal(await title.getAttribute('aria-invalid'), null)
    assert.equal(site.rows.get('two'), 'abc')
  })

  it('shows in an accepted form what the server made of it', async () => {
    const page = await site.open('/notes')
    const title = page.locator('#note-two [name=title]')
    await title.fill('   spaced   ')
    await title.press('Enter')
    await seenEvents(page, 1)
    assert.equal(await title.inputValue(), 'spaced')
  })

  it('leaves in an accepted form what was typed since', async () => {
    const page = await site.open('/notes')
    const gate = createGate()
    site.intercept = (_, next) => gate.opened.then(next)
    const title = page.locator('#note-two [name=title]')
    await title.fill('first')
    await title.press('Enter')
    await page.locator('#note-two[aria-busy]').waitFor()
    await title.pressSequentially(' and more')
    gate.open()
    await seenEvents(page, 1)
    assert.equal(await title.inputValue(), 'first and more')
    assert.equal(site.rows.get('two'), 'first')
  })

  it('leaves text and caret alone while another control of the component is answered', async () => {
    const page = await site.open('/notes')
    await page.locator('#note-two [name=title]').fill('being typed')
    await page.evaluate('document.activeElement.setSelectionRange(3, 3)')
    await clickAll(page, '#note-two .touch', '#note-two .open')
    await seenEvents(page, 2)
    await page.keyboard.type('!')
    assert.equal(await page.locator(':focus').inputValue(), 'bei!ng typed')
    await page.keyboard.press('Enter')
    await seenEvents(page, 3)
    assert.equal(site.rows.get('two'), 'bei!ng typed')
  })
})
