import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints } from '../in-page.ts'
import { itIsAccessible, said, site, tabTo, ways } from './example-site.ts'

describe('the example flash-message', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`says on the next page what was done, once, ${way}`, async () => {
      const page = await site.open('/flash-message', { javaScriptEnabled })
      await tabTo(page, 'Letter to')
      await page.keyboard.type('<b>Ada</b>')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/flash-message?sent=1')
      await said(page, 'Your letter to <b>Ada</b> is on its way.')
      await page.reload()
      assert.equal(await page.getByRole('status').innerText(), '')
      assert.deepEqual(complaints(page), [])
    })
  }

  it('puts the message into the region again, so that it is heard', async () => {
    const page = await site.open('/flash-message')
    await page.getByLabel('Letter to').fill('Ada')
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => {
      document.querySelector('#sealwax-messages p')?.setAttribute('class', 'first')
    }, { once: true })`)
    await page.getByLabel('Letter to').press('Enter')
    await page.waitForURL('**/flash-message?sent=1')
    await said(page, 'Your letter to Ada is on its way.')
  })

  itIsAccessible('flash-message', async (page) => {
    await page.getByLabel('Letter to').press('Enter')
    await page.getByRole('alert').waitFor()
  })
})
