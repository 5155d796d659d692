import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints, settle } from '../in-page.ts'
import type { RecordedPage } from '../launch.ts'
import { focused, itIsAccessible, said, site, tabTo, ways } from './example-site.ts'

function stops(page: RecordedPage): Promise<string[]> {
  return page.locator('.round li span').allInnerTexts()
}

describe('the example sortable-list', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`moves a stop by keyboard ${way}, and says where it is`, async () => {
      const page = await site.open('/sortable-list', { javaScriptEnabled })
      for (const text of ['Bakery is 3 of 5.', 'Bakery is 4 of 5.', 'Bakery is 5 of 5.']) {
        if ((await focused(page)) !== 'Move down Bakery') await tabTo(page, 'Move down Bakery')
        await page.keyboard.press('Enter')
        await said(page, text)
        await settle(page)
        if (javaScriptEnabled) assert.equal(await focused(page), 'Move down Bakery')
      }
      assert.deepEqual(await stops(page), [
        'Apothecary',
        'Customs house',
        'Deanery',
        'Engraver',
        'Bakery',
      ])
      if (javaScriptEnabled) {
        await page.keyboard.press('Enter')
        await said(page, 'Bakery is 5 of 5.')
      }
      assert.deepEqual(complaints(page), [])
    })
  }

  it('lets a stop be dragged', async () => {
    const page = await site.open('/sortable-list')
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name })
    await row('Engraver').dragTo(row('Bakery'))
    await said(page, 'Engraver is 2 of 5.')
    await row('Apothecary').dragTo(row('Customs house'))
    await said(page, 'Apothecary is 4 of 5.')
    assert.deepEqual(await stops(page), [
      'Engraver',
      'Bakery',
      'Customs house',
      'Apothecary',
      'Deanery',
    ])
    assert.deepEqual(complaints(page), [])
  })

  itIsAccessible('sortable-list', (page) =>
    page.getByRole('button', { name: 'Move down Bakery' }).click(),
  )
})
