import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints } from '../in-page.ts'
import { focused, itIsAccessible, said, site, tabTo, ways } from './example-site.ts'

describe('the example toast', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`says what was done, each time, ${way}`, async () => {
      const page = await site.open('/toast', { javaScriptEnabled })
      for (const text of ['Letter 1 is sealed.', 'Letter 2 is sealed.']) {
        if ((await focused(page)) !== 'Seal a letter') await tabTo(page, 'Seal a letter')
        await page.keyboard.press('Enter')
        await said(page, text)
        assert.equal(await page.getByRole('status').innerText(), text)
      }
      assert.deepEqual(complaints(page), [])
    })
  }

  itIsAccessible('toast', (page) => page.getByRole('button', { name: 'Seal a letter' }).click())
})
