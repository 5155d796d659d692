import { after, before, describe, it } from 'node:test'
import { contents } from '../../server/demo/docs/contents.ts'
import { assertNoProblems, assertNoProblemsInDark } from './axe.ts'
import { type DemoSite, startDemo } from './demo-site.ts'

const steps = contents.find(({ name }) => name === 'learn')?.slugs ?? []

describe('the accessibility of the tutorial', () => {
  let site: DemoSite
  before(async () => {
    site = await startDemo()
  })
  after(() => site.close())

  it('has nothing to complain about in any step, in both schemes', async () => {
    const page = await site.open('/docs', { bypassCSP: true })
    for (const step of steps.keys()) {
      await page.goto(`${site.url}/tutorial/${step + 1}/`)
      await assertNoProblems(page)
      await assertNoProblemsInDark(page)
    }
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    const open = (step: number) => site.open(`/tutorial/${step}/`, { colorScheme, bypassCSP: true })

    it(`nor in step 2, with a tick, in a ${colorScheme} scheme`, async () => {
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

    it(`nor in step 9, behind the log-in, in a ${colorScheme} scheme`, async () => {
      const page = await open(9)
      await page.getByRole('button', { name: 'I am Bob' }).click()
      await page.getByRole('button', { name: 'Log out' }).waitFor()
      await assertNoProblems(page)
    })
  }
})
