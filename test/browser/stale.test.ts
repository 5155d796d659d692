import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useFixture } from './fixture-site.ts'
import {
  clickAll,
  complaints,
  createGate,
  seenEvents,
  seenNames,
  settle,
  veto,
  whenText,
} from './in-page.ts'

const gone = { code: 'StaleComponentState', message: 'That note was deleted.' }

describe('sealwax.js: a component whose data is gone', () => {
  const site = useFixture()

  it('leaves the page of whoever clicks after somebody else deleted it', async () => {
    const [mine, theirs] = [await site.open('/notes'), await site.open('/notes')]
    await clickAll(theirs, '#note-two .remove')
    assert.deepEqual(await seenNames(theirs, 1), ['removed note-two'])

    await clickAll(mine, '#note-two .touch')
    const [stale, removed, ...more] = await seenEvents(mine, 2)
    const detail = { id: 'note-two', component: 'note' }
    assert.deepEqual(stale, {
      name: 'stale',
      on: 'note-two',
      detail: { ...detail, error: gone },
      bubbles: true,
      cancelable: true,
      inPage: true,
    })
    assert.equal(removed?.name, 'removed')
    assert.equal(removed.on, 'list')
    assert.deepEqual(removed.detail, detail)
    assert.equal(removed.inPage, false)
    assert.deepEqual(more, [])
    assert.equal(await mine.locator('#note-two').count(), 0)

    await clickAll(mine, '#note-one .touch', '#note-three .touch')
    await whenText(mine, '#note-one output', '1')
    await whenText(mine, '#note-three output', '1')
  })

  it('stays when the app vetoes, without the clicks that waited', async () => {
    const page = await site.open('/notes')
    site.rows.delete('one')
    await veto(page, 'stale')
    await clickAll(page, '#note-one .touch', '#note-one .touch', '#note-one .touch')
    assert.deepEqual(await seenNames(page, 1), ['stale note-one'])
    await settle(page)
    assert.equal(await page.locator('#note-one').count(), 1)
    assert.equal(site.requests.filter((line) => line === 'POST note/touch').length, 1)

    await veto(page, '')
    await clickAll(page, '#note-one .touch')
    const names = ['stale note-one', 'stale note-one', 'removed note-one']
    assert.deepEqual(await seenNames(page, 3), names)
    assert.equal(await page.locator('#note-one').count(), 0)
    assert.equal(site.requests.filter((line) => line === 'POST note/touch').length, 2)
  })

  it('takes the clicks that waited with it', async () => {
    const page = await site.open('/notes')
    const gate = createGate()
    site.intercept = (_, next) => gate.opened.then(next)
    site.rows.delete('one')
    await clickAll(
      page,
      '#note-one .touch',
      '#note-one .open',
      '#note-one .touch',
      '#note-two .touch',
    )
    gate.open()
    assert.deepEqual((await seenNames(page, 3)).toSorted(), [
      'removed note-one',
      'stale note-one',
      'updated note-two',
    ])
    await clickAll(page, '#note-two .touch')
    await whenText(page, '#note-two output', '2')
    assert.deepEqual(site.calls().toSorted(), [
      'POST note/touch',
      'POST note/touch',
      'POST note/touch',
    ])
  })

  it('is not called stale when its own method removed it', async () => {
    const page = await site.open('/notes')
    await page.locator('#note-one .remove').press('Enter')
    assert.deepEqual(await seenNames(page, 1), ['removed note-one'])
    await settle(page)
    assert.equal(await page.locator('#note-one').count(), 0)
    assert.deepEqual(complaints(page), [])
  })

  it('stays, and says so, where the script that takes it out can not be had', async () => {
    const page = await site.open('/notes')
    await page.route('**/sealwax-recovery.js', (route) => route.abort())
    await clickAll(page, '#note-one .remove')
    assert.deepEqual(await seenNames(page, 1), ['error note-one'])
    await settle(page)
    assert.equal(await page.locator('#note-one').count(), 1)
    await page.unroute('**/sealwax-recovery.js')
  })

  it('hands the focus to what comes after it, else before it, else to what held it', async () => {
    const page = await site.open('/notes')
    const focused = () => page.evaluate(`document.activeElement.closest('[id]').id`)
    await page.locator('#note-two .remove').press('Enter')
    await seenEvents(page, 1)
    assert.equal(await focused(), 'note-three')
    await page.locator('#note-three .remove').press('Enter')
    await seenEvents(page, 2)
    assert.equal(await focused(), 'note-one')
    await page.locator('#note-one .remove').press('Enter')
    await seenEvents(page, 3)
    assert.equal(await focused(), 'list')
  })

  it('leaves the focus alone when it is elsewhere', async () => {
    const page = await site.open('/notes')
    site.rows.delete('two')
    await page.locator('#note-one [name=title]').focus()
    await clickAll(page, '#note-two .touch')
    await seenEvents(page, 2)
    assert.equal(await page.locator('#note-one [name=title]:focus').count(), 1)
  })
})
