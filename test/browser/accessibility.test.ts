import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { type DemoSite, startDemo } from './demo-site.ts'
import { openPage, type RecordedPage } from './launch.ts'

describe('the accessibility of the demo', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  after(() => site.close())

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing to complain about in a ${colorScheme} scheme`, async () => {
      await site.refill('Bread', 'Milk')
      const page = await openPage({ colorScheme, bypassCSP: true })
      await page.goto(`${site.url}/counter`)
      assert.deepEqual(await problemsOf(page), [])
      await page.goto(`${site.url}/todos`)
      assert.deepEqual(await problemsOf(page), [])

      await page.getByRole('button', { name: 'Milk', exact: true }).click()
      await page.getByRole('button', { name: 'Milk', exact: true, pressed: true }).waitFor()
      await page.getByRole('button', { name: 'Edit Bread' }).click()
      await page.getByLabel('New title').fill(' ')
      await page.getByLabel('New title').press('Enter')
      await page.getByRole('alert').waitFor()
      assert.deepEqual(await problemsOf(page), [])

      await page.goto(`${site.url}/nowhere`)
      assert.deepEqual(await problemsOf(page), [])
    })
  }
})

async function problemsOf(page: RecordedPage): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
