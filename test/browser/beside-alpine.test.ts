import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type BesideSite, startBeside } from './beside-site.ts'
import { clickAll, complaints, whenText } from './in-page.ts'

/** Alpine's usual build makes functions of text. */
const scriptSrc = "'unsafe-eval'"
const style = "; style-src 'self' 'unsafe-inline'"

for (const [name, scripts] of [
  ['with the extension of htmx for it', ['/alpine-compat.js', '/alpine.js']],
  ['alone', ['/alpine.js']],
] as const) {
  describe(`components beside Alpine, ${name}`, () => {
    let site: BesideSite
    const hasExtension = scripts.length > 1

    before(async () => {
      site = await startBeside({ name: 'alpine', scripts, scriptSrc: scriptSrc + style })
    })
    after(() => site.close())

    it('keep what Alpine knows of their elements when they are drawn again', async () => {
      const page = await site.open('/page')
      await clickAll(
        page,
        '#gadget-one .toggle',
        '#gadget-one #item-a .n',
        '#gadget-one #item-a .n',
      )
      await whenText(page, '#gadget-one #item-a .n', '2')
      await clickAll(page, '#gadget-one .add', '#gadget-one .grow')
      await whenText(page, '#gadget-one output', '1')
      await page.locator('#gadget-one #item-2').waitFor()
      // What Alpine has written into the page is kept by the extension; without it, until Alpine writes it anew.
      const text = await page.locator('#gadget-one #item-a .n').textContent()
      assert.equal(text, hasExtension ? '2' : '')
      // A morph takes out what Alpine has put in, but for what htmx is told to leave alone.
      assert.equal(await page.locator('#gadget-one .if').count(), 0)
      assert.equal(await page.locator('#gadget-one .kept').count(), 1)
      await clickAll(page, '#gadget-one #item-a .n')
      await whenText(page, '#gadget-one #item-a .n', '3')
      await clickAll(page, '#gadget-one #item-2 .n')
      await whenText(page, '#gadget-one #item-2 .n', '1')
      assert.deepEqual(complaints(page), [])
    })

    it('reach Alpine with their events, and leave nothing behind', async () => {
      const page = await site.open('/page')
      await clickAll(page, '#gadget-one .add')
      await whenText(page, '#gadget-one output', '1')
      const isHidden = await page.locator('#gadget-one .panel').isHidden()
      assert.equal(isHidden, hasExtension)
      await clickAll(page, '#gadget-one .look')
      await whenText(page, '#gadget-one .looked', '1')
      await whenText(page, '#gadget-two .looked', '1')
      await clickAll(page, '#gadget-one #item-a .drop')
      await page.locator('#gadget-one #item-a').waitFor({ state: 'detached' })
      await clickAll(page, '#gadget-one .leave')
      await page.locator('#gadget-one').waitFor({ state: 'detached' })
      await clickAll(page, '#gadget-two .toggle')
      await page.locator('#gadget-two .panel').waitFor({ state: 'visible' })
      assert.deepEqual(complaints(page), [])
    })
  })
}
