import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { assertDrawnOver, type BesideSite, startBeside } from './beside-site.ts'
import { clickAll, complaints, whenText } from './in-page.ts'

describe('components beside hyperscript', () => {
  let site: BesideSite

  before(async () => {
    site = await startBeside({ name: 'hyperscript', scripts: ['/hyperscript.js'] })
  })
  after(() => site.close())

  it('keep their listeners when they are drawn again, and new elements get theirs', async () => {
    const page = await site.open('/page')
    await clickAll(page, '#gadget-one .toggle')
    await whenText(page, '#gadget-one .kept', 'Kept')
    await clickAll(page, '#gadget-one #item-a .n', '#gadget-one #item-a .n')
    await whenText(page, '#gadget-one #item-a .n', '2')
    await clickAll(page, '#gadget-one .add', '#gadget-one .grow')
    await page.locator('#gadget-one #item-2').waitFor()
    // What hyperscript has written is drawn over, but for what htmx is told to leave alone.
    await assertDrawnOver(page)
    await clickAll(page, '#gadget-one .add')
    await whenText(page, '#gadget-one output', '2')
    await clickAll(page, '#gadget-one .toggle')
    await page.locator('#gadget-one .panel').waitFor({ state: 'visible' })
    assert.deepEqual(complaints(page), [])
  })

  it('reach hyperscript with their events, and leave', async () => {
    const page = await site.open('/page')
    await clickAll(page, '#gadget-one .add')
    await whenText(page, '#gadget-one output', '1')
    await clickAll(page, '#gadget-one .look')
    await whenText(page, '#gadget-two .looked', '1')
    await clickAll(page, '#gadget-one .leave')
    await page.locator('#gadget-one').waitFor({ state: 'detached' })
    assert.deepEqual(complaints(page), [])
  })
})
