import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useFixture } from './fixture-site.ts'
import { clickAll, complaints, seenEvents, seenNames, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

/** What a browser does when it takes a page out of its back/forward cache. */
function restore(page: RecordedPage): Promise<void> {
  return page.evaluate(
    `dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), undefined`,
  )
}

describe('sealwax.js: going back', () => {
  const site = useFixture()

  it('brings the page back after two calls, and it works', async () => {
    const page = await site.open('/tallies')
    await clickAll(page, '#tally-a .ten', '#tally-a .ten')
    await whenText(page, '#tally-a output', '20')
    await page.goto(`${site.url}/notes`)
    await page.goBack()
    await page.waitForURL('**/tallies')
    await clickAll(page, '#tally-a .one', '#tally-b .one')
    await whenText(page, '#tally-a output', '1')
    await whenText(page, '#tally-b output', '1')
    assert.deepEqual(complaints(page), [])
  })

  it('survives a reload after two calls', async () => {
    const page = await site.open('/tallies')
    await clickAll(page, '#tally-a .one', '#tally-a .one')
    await whenText(page, '#tally-a output', '2')
    await page.reload()
    await clickAll(page, '#tally-a .ten')
    await whenText(page, '#tally-a output', '10')
  })

  it('refreshes what comes out of the back/forward cache with one fetch, and keeps what was typed', async () => {
    const page = await site.open('/notes')
    await page.locator('#note-one [name=title]').fill('Typed before')
    site.rows.set('two', 'Changed by somebody')
    await restore(page)
    const names = await seenNames(page, 3)
    assert.deepEqual(names, ['updated note-one', 'updated note-two', 'updated note-three'])
    assert.equal(await page.locator('#note-one [name=title]').inputValue(), 'Typed before')
    assert.equal(await page.locator('#note-two [name=title]').inputValue(), 'Changed by somebody')
    assert.deepEqual(site.requests, ['GET /notes', 'GET /notes'])
    await clickAll(page, '#note-two .touch')
    await whenText(page, '#note-two output', '1')
  })

  it('refreshes nested components once each', async () => {
    const page = await site.open('/decks')
    await clickAll(page, '.deal', '.deal')
    await whenText(page, '.dealt', '2')
    await restore(page)
    await whenText(page, '.dealt', '0')
    assert.equal(await page.locator('[data-component=card]').count(), 1)
    await clickAll(page, '.deal')
    await whenText(page, '.dealt', '1')
    assert.deepEqual(complaints(page), [])
  })

  it('leaves a component alone that the page no longer has, until it is clicked', async () => {
    const page = await site.open('/notes')
    site.rows.delete('two')
    await restore(page)
    assert.deepEqual(await seenNames(page, 2), ['updated note-one', 'updated note-three'])
    await clickAll(page, '#note-two .touch')
    assert.deepEqual((await seenNames(page, 4)).slice(2), ['stale note-two', 'removed note-two'])
  })

  it('does nothing on a first showing', async () => {
    const page = await site.open('/tallies')
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow')), undefined`)
    await clickAll(page, '#tally-a .one')
    assert.deepEqual(
      (await seenEvents(page, 1)).map(({ name }) => name),
      ['updated'],
    )
    assert.deepEqual(site.requests, ['GET /tallies', 'POST tally/add'])
  })
})
