import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { type DemoSite, startDemo } from './demo-site.ts'
import { openPage } from './launch.ts'

const ada = ['Ada', 'bernoulli'] as const
const grace = ['Grace', 'nanosecond'] as const

describe('logging in and out of the demo in a browser', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  beforeEach(async () => {
    await site.database.db.deleteFrom('notes').where('text', 'like', 'test %').execute()
  })
  after(() => site.close())

  const open = async (path: string, javaScriptEnabled = true) => {
    const page = await openPage({ javaScriptEnabled })
    await page.goto(site.url + path)
    return page
  }

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without'

    it(`goes from what is private to the log-in and back, ${how} JavaScript`, async () => {
      const page = await open('/notes', javaScriptEnabled)
      await page.getByRole('button', { name: 'Break the seal' }).press('Enter')
      await page.waitForURL('**/account?back=%2Fnotes')
      await logIn(page, 'Ada', 'wrong')
      await page.getByRole('alert').filter({ hasText: 'do not belong together' }).waitFor()
      assert.equal(await page.getByLabel('Name').inputValue(), 'Ada')
      await logIn(page, ...ada)
      await page.waitForURL('**/notes')
      await page.getByRole('status').filter({ hasText: 'Hello, Ada.' }).waitFor()
      await page.getByText('Note G').waitFor()
      await page.getByRole('link', { name: 'Ada' }).click()
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByRole('status').filter({ hasText: 'You are logged out.' }).waitFor()
      await page.goto(`${site.url}/notes`)
      await page.getByRole('button', { name: 'Break the seal' }).waitFor()
    })

    it(`counts what one seal has opened, ${how} JavaScript`, async () => {
      const page = await open('/account', javaScriptEnabled)
      await logIn(page, ...grace)
      await page.getByLabel('New note').fill('test <b>one</b>')
      await page.getByLabel('New note').press('Enter')
      await page.getByText('opened 1 time since').waitFor()
      await page.getByText('test <b>one</b>', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Delete: test <b>one</b>' }).click()
      await page.getByText('opened 2 times since').waitFor()
      await page.reload()
      if (javaScriptEnabled) await page.getByText('opened 0 times since').waitFor()
    })

    it(`closes the letter in a tab whose user logged out in another, ${how} JavaScript`, async () => {
      const page = await open('/account', javaScriptEnabled)
      await logIn(page, ...ada)
      await page.getByText('Note G').waitFor()
      const other = await page.context().newPage()
      await other.goto(`${site.url}/account`)
      await other.getByRole('button', { name: 'Log out' }).click()
      await other.getByLabel('Password').waitFor()
      await other.close()
      await page.getByRole('button', { name: 'Delete: Note G' }).click()
      await page.getByRole('button', { name: 'Break the seal' }).waitFor()
      assert.equal(await page.getByText('Note G').count(), 0)
      assert.equal((await notesOf(site, 1)).filter((text) => text.startsWith('Note G')).length, 1)
    })
  }

  it('keeps one user out of the tab of another', async () => {
    const page = await open('/account')
    await logIn(page, ...ada)
    await page.getByText('Note G').waitFor()
    const other = await page.context().newPage()
    await other.goto(`${site.url}/account`)
    await other.getByRole('button', { name: 'Log out' }).click()
    await logIn(other, ...grace)
    await other.getByText('Keep the moth.').waitFor()
    await other.close()
    await page.getByLabel('New note').fill('test for Ada')
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'It is fresh again' }).waitFor()
    assert.deepEqual(await testNotes(site), [])
  })
})

async function logIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByLabel('Password').press('Enter')
}

async function notesOf({ database }: DemoSite, userId: number): Promise<string[]> {
  const notes = database.db.selectFrom('notes').select('text').where('user_id', '=', userId)
  return (await notes.execute()).map(({ text }) => text)
}

async function testNotes(site: DemoSite): Promise<string[]> {
  const all = [...(await notesOf(site, 1)), ...(await notesOf(site, 2))]
  return all.filter((text) => text.startsWith('test '))
}
