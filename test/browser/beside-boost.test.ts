import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type BesideSite, startBeside } from './beside-site.ts'
import { clickAll, complaints, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

/** How a site may have its links boosted. */
const ways = [
  { way: 'hx-boost:inherited', boost: 'true' },
  { way: 'hx-boost with a target', boost: 'target:body' },
  { way: 'implicit inheritance', boost: 'true', htmxConfig: '{"implicitInheritance":true}' },
]

for (const { way, ...page } of ways) {
  describe(`components on a page with boosted links, by ${way}`, () => {
    let site: BesideSite

    before(async () => {
      site = await startBeside({ name: 'boost', ...page })
    })
    beforeEach(() => site.requests.splice(0))
    after(() => site.close())

    const open = () => site.open('/first')

    for (const place of ['outside', 'inside']) {
      it(`are replaced with the page by a link ${place} of them`, async () => {
        const page = await open()
        await clickAll(page, '#gadget-two .add')
        await whenText(page, '#gadget-two output', '1')
        await clickAll(page, `.${place}`)
        await whenText(page, 'h1', 'second')
        assert.ok(site.requests.includes('GET /second boosted'))
        await isWhole(page)
        assert.equal(new URL(page.url()).pathname, '/second')
        await clickAll(page, '#gadget-one .add')
        await whenText(page, '#gadget-one output', '1')
        assert.deepEqual(complaints(page), [])
      })
    }

    it('are replaced with the page by a form of the app inside of them', async () => {
      const page = await open()
      await page.locator('#gadget-one [name=q]').fill('wax')
      await page.locator('#gadget-one [name=q]').press('Enter')
      await whenText(page, 'h1', 'found')
      await isWhole(page)
      assert.equal(page.url(), `${site.url}/found?q=wax`)
      assert.deepEqual(complaints(page), [])
    })

    it('go on working behind steps back and forth', async () => {
      const page = await open()
      await clickAll(page, '#gadget-one .inside')
      await whenText(page, 'h1', 'second')
      await page.goBack()
      await whenText(page, 'h1', 'first')
      await isWhole(page)
      await clickAll(page, '#gadget-one .add', '#gadget-one .add')
      await whenText(page, '#gadget-one output', '2')
      await page.goForward()
      await whenText(page, 'h1', 'second')
      await clickAll(page, '#gadget-two .leave')
      await page.locator('#gadget-two').waitFor({ state: 'detached' })
      assert.deepEqual(complaints(page), [])
    })

    it('call their methods as ever', async () => {
      const page = await open()
      await clickAll(page, '#gadget-one .add', '#gadget-one .add', '#gadget-two .add')
      await whenText(page, '#gadget-one output', '2')
      await whenText(page, '#gadget-two output', '1')
      await isWhole(page)
      assert.deepEqual(complaints(page), [])
    })

    for (const button of ['.save', '.save-form']) {
      it(`give their files to the browser, by ${button}`, async () => {
        const page = await open()
        const download = page.waitForEvent('download')
        await page.locator(`#gadget-one ${button}`).click()
        assert.equal((await download).suggestedFilename(), 'count.txt')
        assert.equal(await page.locator('h1').innerText(), 'first')
      })
    }
  })
}

/** One page, with its components, and none of it inside of another. */
async function isWhole(page: RecordedPage): Promise<void> {
  assert.equal(await page.locator('h1').count(), 1)
  assert.deepEqual(await page.locator('main > section').count(), 2)
  assert.equal(await page.locator('section').count(), 2)
}
