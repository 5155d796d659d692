import { type Browser, chromium, type Page } from 'playwright-core'
import { findChromium } from '../browser/chromium.ts'
import { middleMean } from './statistics.ts'

/** A browser that is started when it is needed first. */
export interface Clicks {
  /** Opens a page, and tells microseconds from a click on its only button to the painted answer. */
  readonly open: (url: string) => Promise<(milliseconds: number) => Promise<number>>
  readonly close: () => Promise<void>
}

/** Whether there is a browser: none is installed for a benchmark. */
export function canClick(): boolean {
  return findChromium() !== undefined
}

export function createClicks(): Clicks {
  let browser: Promise<Browser> | undefined
  return {
    async open(url) {
      browser ??= chromium.launch({ executablePath: findChromium() ?? '', args: ['--no-sandbox'] })
      const page = await (await browser).newPage()
      await page.goto(url)
      return (milliseconds) => meanClick(page, milliseconds)
    },
    close: async () => (await browser)?.close(),
  }
}

const leastClicks = 8

/** Clicks come at any time of a frame, so a mean says more than a single one; of those in the middle, since some hang. */
async function meanClick(page: Page, milliseconds: number): Promise<number> {
  await page.bringToFront()
  const until = performance.now() + milliseconds
  const times: number[] = []
  while (times.length < leastClicks || performance.now() < until) {
    times.push(await page.evaluate<number>(clickOnce))
  }
  return middleMean(times) * 1000
}

/** Text of a script: what a compiler adds to functions is not known in a page. */
const clickOnce = `(async () => {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
  const changed = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect()
      resolve()
    })
    observer.observe(document.querySelector('main'), { childList: true, characterData: true, subtree: true })
  })
  const begun = performance.now()
  document.querySelector('main button').click()
  await changed
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  return performance.now() - begun
})()`
