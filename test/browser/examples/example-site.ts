import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { createExampleApp } from '../../demo/examples/example-app.ts'
import { assertNoProblems } from '../axe.ts'
import { settle } from '../in-page.ts'
import { listen, type RecordedPage, type Site } from '../launch.ts'

/** The site of all examples, while tests run. */
export let site: Site

before(async () => {
  site = await listen(createExampleApp())
})
after(() => site.close())

/** Both ways in which an example has to work. */
export const ways = [
  ['with JavaScript', true],
  ['without JavaScript', false],
] as const

/** What `steps` do in each colour scheme leaves nothing for axe to complain about, before and after. */
export function itIsAccessible(
  name: string,
  steps: (page: RecordedPage) => Promise<unknown>,
): void {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is accessible in a ${colorScheme} scheme`, async () => {
      const page = await site.open(`/${name}`, { colorScheme, bypassCSP: true })
      await assertNoProblems(page)
      await steps(page)
      await settle(page)
      await assertNoProblems(page)
    })
  }
}

/** Moves the focus by Tab until it is on the control of this name. */
export async function tabTo(page: RecordedPage, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === name) return
  }
  assert.fail(`Tab does not lead to ${name}.`)
}

/** What a screen reader calls the element with the focus. */
export function focused(page: RecordedPage): Promise<string> {
  return page.evaluate(`{
    const { activeElement: on } = document
    const name = on.ariaLabel ?? on.labels?.[0]?.innerText ?? (on === document.body ? 'nothing' : on.innerText)
    name.trim()
  }`)
}

export async function whenFocused(page: RecordedPage, name: string): Promise<void> {
  for (let tries = 0; (await focused(page)) !== name; tries++) {
    assert(tries < 100, `The focus is on ${await focused(page)}, not on ${name}.`)
    await page.waitForTimeout(50)
  }
}

/** Waits until a live region says it. */
export function said(page: RecordedPage, text: string): Promise<void> {
  return page.getByRole('status').filter({ hasText: text }).waitFor()
}
