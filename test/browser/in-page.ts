import type { Page } from 'playwright-core'
import type { RecordedPage } from './launch.ts'

/** A component event, as `watcher.js` saw it. */
export interface Seen {
  readonly name: 'stale' | 'removed' | 'expired' | 'error' | 'updated'
  /** Id of the element that it came on, else its tag. */
  readonly on: string
  readonly detail: { id: string; component: string; error?: object; value?: unknown }
  readonly bubbles: boolean
  readonly cancelable: boolean
  /** Whether the component was still in the page. */
  readonly inPage: boolean
}

/** Clicks in one go, faster than any answer. */
export function clickAll(page: Page, ...selectors: string[]): Promise<void> {
  return page.evaluate(
    `for (const selector of ${JSON.stringify(selectors)}) document.querySelector(selector).click()`,
  )
}

/** Waits for so many component events and returns all. */
export async function seenEvents(page: Page, count: number): Promise<Seen[]> {
  await page.locator(`html[data-events~='${count}']`).waitFor({ state: 'attached' })
  return page.evaluate('window.events')
}

/** Names of the component events, in order. */
export async function seenNames(page: Page, count: number): Promise<string[]> {
  return (await seenEvents(page, count)).map(({ name, detail }) => `${name} ${detail.id}`)
}

/** Waits until no component has a call under way. */
export async function settle(page: Page): Promise<void> {
  await page.locator('html:not(:has([aria-busy]))').waitFor({ state: 'attached' })
}

/** Has the page veto component events of this name. */
export function veto(page: Page, name: Seen['name'] | ''): Promise<void> {
  return page.evaluate(`window.veto = '${name}'`)
}

/** Waits until an element shows this text and nothing else. */
export function whenText(page: Page, selector: string, text: string): Promise<void> {
  return page
    .locator(selector, { hasText: new RegExp(`^\\s*${text}\\s*$`) })
    .waitFor({ state: 'attached' })
}

/** Waits until this is the title of the document. */
export async function whenTitle(page: Page, text: string): Promise<void> {
  for (let tries = 0; (await page.title()) !== text; tries++) {
    if (tries > 100) throw new Error(`The title is ${await page.title()}, not ${text}.`)
    await page.waitForTimeout(50)
  }
}

/** A promise that a test opens when it is ready for what waits behind it. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const gate = { open: () => undefined as void, opened: Promise.resolve() }
  gate.opened = new Promise((resolve) => {
    gate.open = resolve
  })
  return gate
}

/** What a console said that somebody has to look at: errors, warnings, violations of the policy. */
export function complaints({ console }: RecordedPage): string[] {
  return console.filter((line) => !/^(info|log|debug): /.test(line))
}
