import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { contents } from '../../server/demo/docs/contents.ts'
import { assertNoProblems, assertNoProblemsInDark } from './axe.ts'
import { type DemoSite, startDemo } from './demo-site.ts'

const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('ink') }

describe('the accessibility of the demo', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  after(() => site.close())

  for (const colorScheme of ['light', 'dark'] as const) {
    const open = async (path: string) => {
      const page = await site.open(path, { colorScheme, bypassCSP: true })
      await assertNoProblems(page)
      return page
    }

    it(`has nothing to complain about on the page of to-dos in a ${colorScheme} scheme`, async () => {
      await site.refill('Bread', 'Milk')
      const page = await open('/todos')
      await page.getByRole('button', { name: 'Milk', exact: true }).click()
      await page.getByRole('button', { name: 'Milk', exact: true, pressed: true }).waitFor()
      await page.getByRole('button', { name: 'Edit Bread' }).click()
      await page.getByLabel('New title').fill(' ')
      await page.getByLabel('New title').press('Enter')
      await page.getByRole('alert').waitFor()
      await assertNoProblems(page)
    })

    it(`nor on the board in a ${colorScheme} scheme`, async () => {
      const page = await open('/board')
      await page.getByRole('button', { name: 'Move down Thank the printer' }).click()
      await page.getByRole('status').filter({ hasText: '3 of 3' }).waitFor()
      await page.getByRole('button', { name: 'Edit Order red wax' }).click()
      await page.getByLabel('Title').fill(' ')
      await page.getByLabel('Title').press('Enter')
      await page.getByRole('alert').waitFor()
      await page.getByRole('button', { name: 'Rename Sealed' }).click()
      await page.getByLabel('New title of the list').waitFor()
      await assertNoProblems(page)
    })

    it(`nor on the way in and out in a ${colorScheme} scheme`, async () => {
      const page = await open('/notes')
      await page.getByRole('button', { name: 'Break the seal' }).click()
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('Password').fill('wrong')
      await page.getByLabel('Password').press('Enter')
      await page.getByRole('alert').waitFor()
      await assertNoProblems(page)
      await page.getByLabel('Password').fill('bernoulli')
      await page.getByLabel('Password').press('Enter')
      await page.getByLabel('New note').waitFor()
      await assertNoProblems(page)
      await page.getByRole('link', { name: 'Ada' }).click()
      await page.getByRole('button', { name: 'Log out' }).waitFor()
      await assertNoProblems(page)
    })

    it(`nor on the contact page in a ${colorScheme} scheme`, async () => {
      const page = await open('/contact')
      await page.getByLabel('Attachments').setInputFiles(note)
      await page.getByRole('button', { name: 'Seal and send' }).click()
      await page.getByRole('alert').filter({ hasText: 'Write your name.' }).waitFor()
      await assertNoProblems(page)
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('E-mail').fill('ada@engine.example')
      await page.getByLabel('About').selectOption('Forms and files')
      await page.getByLabel('Letter', { exact: true }).fill('Well done.')
      await page.getByRole('button', { name: 'Seal and send' }).click()
      await page.getByRole('button', { name: 'Download note.txt' }).waitFor()
      await assertNoProblems(page)
    })

    it(`nor on the other pages in a ${colorScheme} scheme`, async () => {
      await open('/counter')
      await open('/nowhere')
      const page = await open('/types')
      await page.getByRole('button', { name: 'Send it round' }).click()
      await page.locator('.same').first().waitFor()
      await assertNoProblems(page)
    })

    it(`nor in the docs' contents and search in a ${colorScheme} scheme`, async () => {
      await open('/docs/search?q=scripts')
      const page = await open('/docs')
      await page.getByRole('searchbox').fill('scripts')
      await page.locator('.found li').first().waitFor()
      await assertNoProblems(page)
    })
  }

  for (const { name, slugs } of contents) {
    it(`has nothing to complain about in the docs' section ${name}, in both schemes`, async () => {
      const page = await site.open('/docs', { bypassCSP: true })
      for (const slug of slugs) {
        await page.goto(`${site.url}/docs/${name}/${slug}`)
        await assertNoProblems(page)
        await assertNoProblemsInDark(page)
      }
    })
  }

  it('has a table of types that is one on a narrow screen too', async () => {
    const page = await site.open('/types', {
      viewport: { width: 380, height: 800 },
      bypassCSP: true,
    })
    await assertNoProblems(page)
    const names = await page.getByRole('columnheader').allInnerTexts()
    assert.deepEqual(names, ['Type', 'Sealed', 'Unsealed', 'Same?'])
  })
})
