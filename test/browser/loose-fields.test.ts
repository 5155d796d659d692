import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useFixture } from './fixture-site.ts'
import { clickAll, whenText } from './in-page.ts'

describe('field outside of a form', () => {
  const site = useFixture()

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without'

    it(`refreshes on Enter and runs no method, ${how} JavaScript`, async () => {
      const page = await site.open('/searches', { javaScriptEnabled })
      await page.getByLabel('Words').fill('wax')
      await page.getByLabel('Words').press('Enter')
      await whenText(page, 'output', '0: wax')
      assert.deepEqual(site.calls(), ['POST search'])
      await page.getByLabel('All').check()
      await page.getByText('Run').click()
      await whenText(page, 'output', '1: wax \\(all\\)')
      await page.getByLabel('All').uncheck()
      await page.getByText('Run').click()
      await whenText(page, 'output', '2: wax')
    })

    it(`says what is wrong with it, ${how} JavaScript`, async () => {
      const page = await site.open('/searches', { javaScriptEnabled })
      await page.getByLabel('Words').fill('more than twenty letters')
      await page.getByLabel('Words').press('Enter')
      await page.locator('[name=words][aria-invalid=true]').waitFor()
      assert.equal(await page.getByLabel('Words').inputValue(), 'more than twenty letters')
    })
  }

  it('keeps what is typed while a button of the component is answered', async () => {
    const page = await site.open('/searches')
    await page.getByLabel('Words').fill('seal')
    await clickAll(page, '.run')
    await whenText(page, 'output', '1: seal')
    await page.keyboard.type('ing')
    await clickAll(page, '.run')
    await whenText(page, 'output', '2: sealing')
    assert.equal(await page.locator(':focus').inputValue(), 'sealing')
  })
})
