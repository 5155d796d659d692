import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** A page in a frame is a page of its own, with landmarks of its own: it is opened alone. */
export async function assertNoProblems(page: Page): Promise<void> {
  await assertNone(look(page))
}

/** Of a page without problems: whether it is one in the other scheme of colours, too. */
export async function assertNoProblemsInDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' })
  await assertNone(look(page).withRules(['color-contrast']))
  await page.emulateMedia({ colorScheme: null })
}

/** Without a page of its own to put the results of frames together: it takes a second each time. */
function look(page: Page): AxeBuilder {
  const builder = new AxeBuilder({ page }).exclude('iframe')
  return builder.setLegacyMode(true).options({ resultTypes: ['violations'] })
}

async function assertNone(builder: AxeBuilder): Promise<void> {
  const { violations } = await builder.analyze()
  const problems = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  assert.deepEqual(problems, [])
}
