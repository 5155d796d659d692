import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints, whenTitle } from '../in-page.ts'
import type { RecordedPage } from '../launch.ts'
import { focused, itIsAccessible, site, tabTo } from './example-site.ts'

function letter(page: RecordedPage, name: string): Promise<void> {
  return page.getByRole('heading', { name: `Letter from ${name}` }).waitFor()
}

describe('the example page-title', () => {
  it('gives the document a title with each letter, and another one with Back', async () => {
    const page = await site.open('/page-title')
    const first = await page.title()
    await tabTo(page, 'Ada')
    await page.keyboard.press('Enter')
    await whenTitle(page, 'Letter from Ada · Sealwax')
    await tabTo(page, 'Emmy')
    await page.keyboard.press('Enter')
    await whenTitle(page, 'Letter from Emmy · Sealwax')
    assert.equal(await focused(page), 'Emmy')
    await page.goBack()
    await letter(page, 'Ada')
    await page.goBack()
    await page.getByRole('article').waitFor({ state: 'detached' })
    assert.equal(await page.title(), first)
    assert.deepEqual(complaints(page), [])
  })

  it('opens the letter of the URL without JavaScript', async () => {
    const page = await site.open('/page-title', { javaScriptEnabled: false })
    await tabTo(page, 'Grace')
    await page.keyboard.press('Enter')
    await letter(page, 'Grace')
    assert.equal(new URL(page.url()).searchParams.get('from'), 'Grace')
    await page.goto(`${site.url}/page-title?from=Emmy`)
    await letter(page, 'Emmy')
  })

  itIsAccessible('page-title', (page) => page.getByRole('button', { name: 'Ada' }).click())
})
