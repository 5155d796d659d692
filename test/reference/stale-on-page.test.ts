import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useFixture } from '../browser/fixture-site.ts'
import { clickAll, seenEvents, veto, whenText } from '../browser/in-page.ts'

describe('“Stale State Handling”, in a browser', () => {
  const site = useFixture()

  it('“The client automatically removes the stale component from the DOM” and “a … component-stale event is dispatched”', async () => {
    const page = await site.open('/notes')
    site.rows.delete('two')
    await clickAll(page, '#note-two .touch')
    const [stale, removed] = await seenEvents(page, 2)
    assert.equal(stale?.name, 'stale')
    assert.ok(stale.inPage, 'the event comes before the removal')
    assert.equal(removed?.name, 'removed')
    assert.equal(await page.locator('#note-two').count(), 0)
    await clickAll(page, '#note-one .touch')
    await whenText(page, '#note-one output', '1')
  })

  it('“You can listen for the … component-stale event to provide custom feedback to users”', async () => {
    const page = await site.open('/notes')
    await page.evaluate(`document.addEventListener('sealwax:component-stale', (event) => {
      document.title = event.detail.error.message
    })`)
    await veto(page, 'stale')
    site.rows.delete('two')
    await clickAll(page, '#note-two .touch')
    await seenEvents(page, 1)
    assert.equal(await page.title(), 'That note was deleted.')
    assert.equal(await page.locator('#note-two').count(), 1, 'vetoed, it stays')
  })
})
