import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints, settle } from '../in-page.ts'
import type { RecordedPage } from '../launch.ts'
import { focused, itIsAccessible, said, site, tabTo, whenFocused } from './example-site.ts'

function months(page: RecordedPage): Promise<string[]> {
  return page.locator('.archive h2').allInnerTexts()
}

function shown(page: RecordedPage, count: number): Promise<void> {
  return said(page, `${count} of 12 months`)
}

describe('the example infinite-scroll', () => {
  it('shows more when it is scrolled, some times, and then waits to be asked', async () => {
    const page = await site.open('/infinite-scroll')
    const end = () => page.evaluate(`document.querySelector('.archive').scrollTo(0, 9999)`)
    for (const count of [2, 3, 4]) {
      await end()
      await shown(page, count)
    }
    await end()
    await settle(page)
    assert.deepEqual(await months(page), ['December', 'November', 'October', 'September'])
    assert.equal(await page.locator('.archive .unseen').count(), 0)
    assert.equal(await focused(page), 'nothing')
    assert.deepEqual(complaints(page), [])
  })

  it('goes on by keyboard at the month that was asked for', async () => {
    const page = await site.open('/infinite-scroll')
    await tabTo(page, 'Show one month more')
    await shown(page, 2)
    await page.keyboard.press('Enter')
    await whenFocused(page, 'October')
    await page.keyboard.press('Tab')
    await shown(page, 4)
    assert.equal(await focused(page), 'Show one month more')
    await page.keyboard.press('Enter')
    await whenFocused(page, 'August')
    assert.deepEqual(complaints(page), [])
  })

  it('loads just the month that is new', async () => {
    const page = await site.open('/infinite-scroll')
    await tabTo(page, 'Show one month more')
    await shown(page, 2)
    const answered = page.waitForResponse((response) => response.url().endsWith('/more'))
    await page.keyboard.press('Enter')
    const html = await (await answered).text()
    assert.equal(html.match(/<li>/g)?.length, 11)
  })

  it('shows them all without JavaScript', async () => {
    const page = await site.open('/infinite-scroll', { javaScriptEnabled: false })
    for (let count = 1; count < 12; count++) {
      await shown(page, count)
      await tabTo(page, 'Show one month more')
      await page.keyboard.press('Enter')
    }
    await shown(page, 12)
    assert.equal((await months(page)).at(-1), 'January')
    assert.equal(await page.getByRole('button', { name: 'Show one month more' }).count(), 0)
  })

  itIsAccessible('infinite-scroll', async (page) => {
    await page.getByRole('button', { name: 'Show one month more' }).click()
  })
})
