import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints, settle } from '../in-page.ts'
import type { RecordedPage } from '../launch.ts'
import { focused, itIsAccessible, site, tabTo } from './example-site.ts'

function panel(page: RecordedPage, name: string): Promise<void> {
  return page.getByRole('tabpanel', { name, exact: true }).waitFor()
}

describe('the example tabs', () => {
  it('goes from tab to tab by arrow keys, and has one stop for Tab', async () => {
    const page = await site.open('/tabs')
    await tabTo(page, 'Wax')
    const steps = [
      ['ArrowRight', 'Stamp'],
      ['ArrowRight', 'Cord'],
      ['ArrowRight', 'Wax'],
      ['ArrowLeft', 'Cord'],
      ['Home', 'Wax'],
      ['End', 'Cord'],
    ] as const
    for (const [key, name] of steps) {
      await page.keyboard.press(key)
      assert.equal(await focused(page), name)
    }
    await panel(page, 'Wax')
    await page.keyboard.press('Enter')
    await panel(page, 'Cord')
    await settle(page)
    assert.equal(await focused(page), 'Cord')
    await page.keyboard.press('Tab')
    assert.match(await focused(page), /^Lay silk/)
    await page.keyboard.press('Shift+Tab')
    assert.equal(await focused(page), 'Cord')
    assert.deepEqual(complaints(page), [])
  })

  it('has a stop at each tab without JavaScript', async () => {
    const page = await site.open('/tabs', { javaScriptEnabled: false })
    await tabTo(page, 'Stamp')
    await page.keyboard.press('Enter')
    await panel(page, 'Stamp')
    await tabTo(page, 'Wax')
    await page.keyboard.press('Enter')
    await panel(page, 'Wax')
  })

  itIsAccessible('tabs', (page) => page.getByRole('tab', { name: 'Cord' }).click())
})
