import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints, settle } from '../in-page.ts'
import type { RecordedPage } from '../launch.ts'
import { focused, itIsAccessible, said, site, tabTo } from './example-site.ts'

/** Waits until the switch looks pressed, or not: colours change in a moment. */
async function whenPressed(page: RecordedPage, isPressed: boolean): Promise<void> {
  const border = `getComputedStyle(document.querySelector('.urgent')).borderTopColor`
  for (
    let tries = 0;
    ((await page.evaluate(border)) === 'rgba(0, 0, 0, 0)') !== isPressed;
    tries++
  ) {
    assert(tries < 15, `The switch does not look ${isPressed ? '' : 'un'}pressed.`)
    await page.waitForTimeout(50)
  }
}

describe('the example busy', () => {
  it('shows that something is under way, keeps the focus and lets presses wait in line', async () => {
    const page = await site.open('/busy')
    await tabTo(page, 'Weigh one sheet more')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.locator('.scales[aria-busy="true"]').waitFor()
    await said(page, '4 sheets weigh 20 grams')
    await page.locator('.scales[aria-busy="true"]').waitFor()
    await said(page, '5 sheets weigh 25 grams')
    await settle(page)
    assert.equal(await focused(page), 'Weigh one sheet more')
    assert.deepEqual(complaints(page), [])
  })

  it('looks as it will be before it is, and as it was when it failed', async () => {
    const page = await site.open('/busy')
    await whenPressed(page, false)
    await tabTo(page, 'Urgent')
    await page.keyboard.press('Enter')
    await page.locator('.urgent.htmx-request[aria-pressed="false"]').waitFor()
    await whenPressed(page, true)
    await page.getByRole('button', { name: 'Urgent', pressed: true }).waitFor()
    await settle(page)
    await whenPressed(page, true)
    await page.route('**/scales/mark', (route) => route.abort())
    await page.keyboard.press('Enter')
    await said(page, 'Something went wrong.')
    await whenPressed(page, true)
  })

  it('works without JavaScript, where the browser shows that it waits', async () => {
    const page = await site.open('/busy', { javaScriptEnabled: false })
    await tabTo(page, 'Weigh one sheet more')
    await page.keyboard.press('Enter')
    await said(page, '4 sheets weigh 20 grams')
    await tabTo(page, 'Urgent')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Urgent', pressed: true }).waitFor()
  })

  itIsAccessible('busy', (page) => page.getByRole('button', { name: 'Urgent' }).click())
})
