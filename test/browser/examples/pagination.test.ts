import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints } from '../in-page.ts'
import { focused, itIsAccessible, said, site, tabTo, ways } from './example-site.ts'

describe('the example pagination', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`goes through the pages by keyboard ${way}, each with a URL of its own`, async () => {
      const page = await site.open('/pagination', { javaScriptEnabled })
      await tabTo(page, 'Page 2')
      await page.keyboard.press('Enter')
      await said(page, '10 to 18 of 45 letters')
      assert.equal(new URL(page.url()).searchParams.get('page'), '2')
      assert.equal(
        await page.getByRole('button', { name: 'Page 2' }).getAttribute('aria-current'),
        'page',
      )
      await tabTo(page, 'Page 5')
      await page.keyboard.press('Enter')
      await said(page, '37 to 45 of 45 letters')
      assert.equal(await page.getByRole('row').count(), 10)
      await page.goBack()
      await said(page, '10 to 18 of 45 letters')
      await page.goBack()
      await said(page, '1 to 9 of 45 letters')
      assert.deepEqual(complaints(page), [])
    })
  }

  it('keeps the focus where it is', async () => {
    const page = await site.open('/pagination')
    await tabTo(page, 'Next page')
    for (const text of ['10 to 18', '19 to 27']) {
      await page.keyboard.press('Enter')
      await said(page, text)
      assert.equal(await focused(page), 'Next page')
    }
  })

  it('begins at the page that its URL names, and at the first for a URL that names none', async () => {
    const page = await site.open('/pagination?page=3')
    await said(page, '19 to 27 of 45 letters')
    await page.goto(`${site.url}/pagination?page=99`)
    await said(page, 'No letters on this page')
    await page.goto(`${site.url}/pagination?page=x`)
    await said(page, '1 to 9 of 45 letters')
  })

  itIsAccessible('pagination', (page) => page.getByRole('button', { name: 'Page 2' }).click())
})
