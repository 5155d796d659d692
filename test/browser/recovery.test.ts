import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { type FixtureSite, useFixture } from './fixture-site.ts'
import { clickAll, createGate, seenEvents, seenNames, settle, veto, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

const twoDays = 2 * 24 * 60 * 60 * 1000
const expired = { code: 'StateExpired', message: 'This has expired.' }

/** Ways to make each state of a page useless. */
const ends = {
  'it has expired': (site: FixtureSite) => {
    site.ahead += twoDays
  },
  'the session is gone': (_: FixtureSite, page: RecordedPage) => page.context().clearCookies(),
  'its key is gone': (site: FixtureSite) => site.changeKey(),
}

describe('sealwax.js: a component whose state no longer opens', () => {
  const site = useFixture()

  const pagesAsked = () => site.requests.filter((line) => line.startsWith('GET')).length

  for (const [why, end] of Object.entries(ends)) {
    it(`is drawn anew when ${why}, with one fetch for all that fail`, async () => {
      const page = await site.open('/tallies')
      await clickAll(page, '#tally-a .ten')
      await whenText(page, '#tally-a output', '10')
      await end(site, page)
      site.intercept = async (_, next) => {
        await pass(Math.random() * 40)
        return next()
      }
      await clickAll(page, '#tally-a .one', '#tally-b .one')
      const names = (await seenNames(page, 5)).slice(1)
      assert.deepEqual(names.toSorted(), [
        'expired tally-a',
        'expired tally-b',
        'updated tally-a',
        'updated tally-b',
      ])
      assert.equal(pagesAsked(), 2)
      // The click is not repeated.
      assert.equal(await page.locator('#tally-a output').innerText(), '0')
      assert.equal(site.requests.filter((line) => line === 'POST tally/add').length, 2)

      await clickAll(page, '#tally-a .one', '#tally-b .ten')
      await whenText(page, '#tally-a output', '1')
      await whenText(page, '#tally-b output', '10')
      assert.equal(pagesAsked(), 2)
    })
  }

  it('drops the clicks that waited: they were meant for what was shown', async () => {
    const page = await site.open('/tallies')
    site.ahead += twoDays
    await clickAll(page, '#tally-a .ten', '#tally-a .ten', '#tally-a .ten')
    await seenNames(page, 2)
    await settle(page)
    await clickAll(page, '#tally-a .one')
    await whenText(page, '#tally-a output', '1')
  })

  it('keeps what was typed, focus and caret too', async () => {
    const page = await site.open('/notes')
    await page.locator('#note-two [name=title]').fill('Typed and left')
    await page.locator('#note-one [name=title]').fill('Typed here')
    await page.evaluate('document.activeElement.setSelectionRange(2, 5)')
    site.rows.set('two', 'Row two, changed meanwhile')
    site.ahead += twoDays
    await clickAll(page, '#note-one .touch', '#note-two .touch')
    await seenEvents(page, 4)
    assert.equal(await page.locator('#note-one [name=title]').inputValue(), 'Typed here')
    assert.equal(await page.locator('#note-two [name=title]').inputValue(), 'Typed and left')
    assert.deepEqual(
      await page.evaluate(`{
        const { selectionStart, selectionEnd } = document.activeElement;
        [document.activeElement.value, selectionStart, selectionEnd]
      }`),
      ['Typed here', 2, 5],
    )
    await page.locator('#note-two [name=title]').press('Enter')
    await seenEvents(page, 5)
    assert.equal(site.rows.get('two'), 'Typed and left')
  })

  it('keeps what was typed, whatever an app tells the morph of htmx to skip', async () => {
    site.htmxConfig = JSON.stringify({ morphSkip: '.skipped' })
    const page = await site.open('/notes')
    const title = page.locator('#note-one [name=title]')
    await title.fill('Typed and left')
    site.rows.set('one', 'Changed meanwhile')
    await page.locator('#note-two .touch').focus()
    site.ahead += twoDays
    await clickAll(page, '#note-one .touch')
    await seenEvents(page, 2)
    assert.equal(await title.inputValue(), 'Typed and left')
    assert.equal(await page.locator('[data-kept]').count(), 0)
    assert.equal(await page.evaluate('htmx.config.morphSkip'), '.skipped')
  })

  it('shows what changed meanwhile where nothing was typed', async () => {
    const page = await site.open('/notes')
    site.rows.set('one', 'Changed meanwhile')
    site.ahead += twoDays
    await clickAll(page, '#note-one .touch')
    await seenEvents(page, 2)
    assert.equal(await page.locator('#note-one [name=title]').inputValue(), 'Changed meanwhile')
  })

  it('leaves it to the app that vetoes', async () => {
    const page = await site.open('/tallies')
    site.ahead += twoDays
    await veto(page, 'expired')
    await clickAll(page, '#tally-a .one')
    const [event] = await seenEvents(page, 1)
    assert.deepEqual(event?.detail.error, expired)
    assert.equal(event.cancelable, true)
    await settle(page)
    assert.equal(pagesAsked(), 1)
  })

  it('says so once when the page redirects, and does no more', async () => {
    const page = await site.open('/tallies')
    site.ahead += twoDays
    site.interceptPage = (ctx, next) => (ctx.path === '/notes' ? next() : ctx.redirect('/notes'))
    await clickAll(page, '#tally-a .one', '#tally-a .one')
    assert.deepEqual(await seenNames(page, 2), ['expired tally-a', 'error tally-a'])
    await settle(page)
    const [, error] = await seenEvents(page, 2)
    assert.deepEqual(error?.detail.error, expired)
    assert.equal(site.requests.filter((line) => line === 'POST tally/add').length, 1)
    assert.equal(page.url(), `${site.url}/tallies`)
    assert.equal(await page.locator('#tally-a output').innerText(), '0')
  })

  it('says so once when the page no longer has it', async () => {
    const page = await site.open('/notes')
    site.ahead += twoDays
    site.interceptPage = (_, next) => {
      site.rows.delete('one')
      return next()
    }
    await clickAll(page, '#note-two .touch', '#note-one .touch')
    site.rows.set('one', 'Row one')
    const names = await seenNames(page, 4)
    assert.equal(names.filter((name) => name.startsWith('error')).join(), 'error note-one')
    await settle(page)
    assert.equal((await seenEvents(page, 4)).length, 4)
  })

  for (const status of [404, 500]) {
    it(`says so once when the page answers ${status}`, async () => {
      const page = await site.open('/tallies')
      site.ahead += twoDays
      site.interceptPage = async (ctx, next) => {
        await next()
        ctx.status = status
      }
      await clickAll(page, '#tally-a .one')
      assert.deepEqual(await seenNames(page, 2), ['expired tally-a', 'error tally-a'])
    })
  }

  it('keeps the old element for what was typed when the fresh one has no place for it', async () => {
    const page = await site.open('/drafts')
    await clickAll(page, '#draft-d .edit')
    await page.locator('#draft-d [name=title]').fill('Half a sentence')
    site.ahead += twoDays
    await clickAll(page, '#draft-d .touch')
    assert.deepEqual((await seenNames(page, 3)).slice(1), ['expired draft-d', 'updated draft-d'])
    assert.equal(await page.locator('#draft-d [name=title]').inputValue(), 'Half a sentence')
    await page.locator('#draft-d [name=title]').press('Enter')
    await whenText(page, '#draft-d output', 'Half a sentence')
  })

  it('asks for the page again when a state fails that came with the one before', async () => {
    const page = await site.open('/tallies')
    for (const count of [2, 4]) {
      site.ahead += twoDays
      await clickAll(page, '#tally-a .one')
      await seenEvents(page, count)
      await settle(page)
      assert.equal(pagesAsked(), 1 + count / 2)
    }
  })

  it('does not wait for another tab that loads the same page', async () => {
    const page = await site.open('/tallies')
    const [asked, gate] = [createGate(), createGate()]
    site.interceptPage = async (_, next) => {
      site.interceptPage = undefined
      asked.open()
      await gate.opened
      return next()
    }
    const other = await page.context().newPage()
    const loaded = other.goto(`${site.url}/tallies`)
    await asked.opened
    site.ahead += twoDays
    await clickAll(page, '#tally-a .one')
    assert.deepEqual(await seenNames(page, 2), ['expired tally-a', 'updated tally-a'])
    gate.open()
    await loaded
    await other.close()
  })

  it('brings parent and child back together', async () => {
    const page = await site.open('/decks')
    site.ahead += twoDays
    await clickAll(page, '.turn', '.deal')
    await seenEvents(page, 4)
    await settle(page)
    assert.equal(await page.locator('[data-component=card]').count(), 1)
    await clickAll(page, '.turn')
    await whenText(page, '.turns', '1')
    await clickAll(page, '.deal')
    await whenText(page, '.dealt', '1')
    assert.equal(pagesAsked(), 2)
  })
})
