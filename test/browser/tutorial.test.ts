import { after, before, describe, it } from 'node:test'
import { assertNoProblems } from './axe.ts'
import { type DemoSite, startDemo } from './demo-site.ts'

describe('the accessibility of the tutorial', () => {
  let site: DemoSite
  before(async () => {
    site = await startDemo()
  })
  after(() => site.close())

  for (const colorScheme of ['light', 'dark'] as const) {
    const open = (step: number) => site.open(`/tutorial/${step}/`, { colorScheme, bypassCSP: true })

    it(`has nothing to complain about in the first steps in a ${colorScheme} scheme`, async () => {
      await assertNoProblems(await open(1))
      const page = await open(2)
      await page.getByRole('button').first().click()
      await page.getByRole('button', { pressed: true }).waitFor()
      await assertNoProblems(page)
    })

    it(`nor in step 7, with mistakes in both forms, in a ${colorScheme} scheme`, async () => {
      const page = await open(7)
      await page.getByRole('button', { name: 'Rename' }).first().click()
      await page.getByLabel('New title').fill('')
      await page.getByLabel('New title').press('Enter')
      await page.getByRole('alert').waitFor()
      await page.getByLabel('New to-do').press('Enter')
      await page.getByRole('alert').nth(1).waitFor()
      await assertNoProblems(page)
    })

    it(`nor in step 9, before and after the log-in, in a ${colorScheme} scheme`, async () => {
      const page = await open(9)
      await assertNoProblems(page)
      await page.getByRole('button', { name: 'I am Bob' }).click()
      await page.getByRole('button', { name: 'Log out' }).waitFor()
      await assertNoProblems(page)
    })
  }
})
