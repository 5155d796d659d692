import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type DemoSite, startDemo } from './demo-site.ts'
import { complaints } from './in-page.ts'
import { openPage } from './launch.ts'

describe('the types of the demo in a browser', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  after(() => site.close())

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without'

    it(`come back the same from each trip, ${how} JavaScript`, async () => {
      const page = await openPage({ javaScriptEnabled })
      await page.goto(`${site.url}/types`)
      for (const trips of ['1', '2', '3']) {
        await page.getByRole('button', { name: 'Send it round' }).press('Enter')
        await page.locator('.trips', { hasText: trips }).waitFor()
      }
      const row = page.getByRole('row', { name: 'minus zero' })
      assert.deepEqual(await row.getByRole('cell').allInnerTexts(), ['-0', '-0', 'same'])
      const rows = await page.getByRole('row').count()
      const [heads, groups] = [1, await page.locator('.group').count()]
      assert.equal(await page.getByText('same', { exact: true }).count(), rows - heads - groups)
      assert.deepEqual(complaints(page), [])
    })
  }
})

describe('the pages of the demo in a browser', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  after(() => site.close())

  it('fit into 380 pixels', async () => {
    const page = await openPage({ viewport: { width: 380, height: 800 } })
    for (const path of ['/todos', '/counter', '/board', '/notes', '/types', '/account']) {
      await page.goto(site.url + path)
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 380, path)
      const nav = page.getByRole('navigation', { name: 'Pages' })
      assert.ok(((await nav.boundingBox())?.height ?? 99) < 50, path)
    }
  })
})
