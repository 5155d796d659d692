import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type DemoSite, startDemo } from './demo-site.ts'
import { openPage } from './launch.ts'

describe('the demo without JavaScript', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  beforeEach(() => site.refill('Bread', 'Milk', 'Wax'))
  after(() => site.close())

  const open = async (path = '/todos') => {
    const page = await openPage({ javaScriptEnabled: false })
    await page.goto(site.url + path)
    return page
  }

  it('keeps both counts of two counters', async () => {
    const page = await open('/counter')
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await press('Increment Left')
    await press('Increment Left')
    await press('Decrement Right')
    await press('Increment Left')
    assert.equal(await page.locator('#counter-left output').innerText(), '3')
    assert.match(await page.locator('#counter-right output').innerText(), /^.1$/)
    await page.reload()
    assert.equal(await page.locator('#counter-left output').innerText(), '3')
    assert.match(page.url(), /\/counter\?/)
  })

  it('ticks, filters and deletes', async () => {
    const page = await open()
    const titles = () => page.locator('.todo .title').allInnerTexts()
    await page.getByRole('button', { name: 'Milk', exact: true }).click()
    await page.getByRole('button', { name: 'Milk', exact: true, pressed: true }).waitFor()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    assert.deepEqual(await titles(), ['Wax', 'Bread'])
    await page.getByRole('button', { name: 'Delete Wax' }).click()
    assert.deepEqual(await titles(), ['Bread'])
    await page.getByRole('button', { name: 'All', exact: true }).click()
    assert.deepEqual(await titles(), ['Milk', 'Bread'])
  })

  it('shows a refused form whole, with its message and what was typed', async () => {
    const page = await open()
    const typed = 'x'.repeat(201)
    await page.getByLabel('New to-do').fill(typed)
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    assert.equal((await answered).status(), 422)
    await page.getByRole('alert').filter({ hasText: 'Keep it to 200' }).waitFor()
    assert.equal(await page.getByLabel('New to-do').inputValue(), typed)
    assert.equal(await page.getByRole('listitem').count(), 3)
    await page.getByLabel('New to-do').fill('Candles')
    await page.getByLabel('New to-do').press('Enter')
    assert.equal(await page.locator('.todo .title').first().innerText(), 'Candles')
    assert.equal(await page.getByLabel('New to-do').inputValue(), '')
    assert.match(page.url(), /\/todos/)
  })

  it('renames, and keeps the form when the new title is refused', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Edit Milk' }).click()
    await page.getByLabel('New title').fill(' ')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').filter({ hasText: 'Say what is to be done.' }).waitFor()
    await page.getByLabel('New title').fill('Oat milk')
    await page.getByRole('button', { name: 'Save' }).click()
    assert.deepEqual(await page.locator('.todo .title').allInnerTexts(), [
      'Wax',
      'Oat milk',
      'Bread',
    ])
    await page.getByRole('button', { name: 'Edit Wax' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    assert.equal(await page.getByLabel('New title').count(), 0)
  })

  it('answers a to-do that is gone with a page that leads back', async () => {
    const page = await open()
    const [, milk] = await site.todos.list('all')
    await milk?.delete()
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button', { name: 'Milk', exact: true }).click()
    assert.equal((await answered).status(), 410)
    await page.getByText('That to-do was deleted.').waitFor()
    await page.getByRole('link', { name: 'Back to the page' }).click()
    await page.waitForURL('**/todos')
    assert.deepEqual(await page.locator('.todo .title').allInnerTexts(), ['Wax', 'Bread'])
  })

  it('brings a visitor without session back to the page', async () => {
    const page = await open('/counter')
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Increment Left' }).click()
    await page.waitForURL('**/counter')
    await page.getByRole('button', { name: 'Increment Left' }).click()
    assert.equal(await page.locator('#counter-left output').innerText(), '1')
  })
})
