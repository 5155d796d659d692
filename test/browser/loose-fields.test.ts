import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type FixtureSite, startFixture } from './fixture-site.ts'
import { clickAll, whenText } from './in-page.ts'
import { openPage } from './launch.ts'

describe('field outside of a form', () => {
  let site: FixtureSite

  before(async () => {
    site = await startFixture()
  })
  after(() => site.close())

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without'

    it(`refreshes on Enter and runs no method, ${how} JavaScript`, async () => {
      const page = await openPage({ javaScriptEnabled })
      site.requests.length = 0
      await page.goto(`${site.url}/searches`)
      await page.getByLabel('Words').fill('wax')
      await page.getByLabel('Words').press('Enter')
      await whenText(page, 'output', '0: wax')
      assert.deepEqual(
        site.requests.filter((line) => line.startsWith('POST')),
        ['POST search'],
      )
      await page.getByLabel('All').check()
      await page.getByText('Run').click()
      await whenText(page, 'output', '1: wax \\(all\\)')
      await page.getByLabel('All').uncheck()
      await page.getByText('Run').click()
      await whenText(page, 'output', '2: wax')
    })

    it(`says what is wrong with it, ${how} JavaScript`, async () => {
      const page = await openPage({ javaScriptEnabled })
      await page.goto(`${site.url}/searches`)
      await page.getByLabel('Words').fill('more than twenty letters')
      await page.getByLabel('Words').press('Enter')
      await page.locator('[name=words][aria-invalid=true]').waitFor()
      assert.equal(await page.getByLabel('Words').inputValue(), 'more than twenty letters')
    })
  }

  it('keeps what is typed while a button of the component is answered', async () => {
    const page = await openPage()
    await page.goto(`${site.url}/searches`)
    await page.getByLabel('Words').fill('seal')
    await clickAll(page, '.run')
    await whenText(page, 'output', '1: seal')
    await page.keyboard.type('ing')
    await clickAll(page, '.run')
    await whenText(page, 'output', '2: sealing')
    assert.equal(await page.locator(':focus').inputValue(), 'sealing')
  })
})
