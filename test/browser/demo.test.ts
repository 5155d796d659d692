import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type DemoSite, startDemo } from './demo-site.ts'
import { complaints } from './in-page.ts'
import { openPage, type RecordedPage } from './launch.ts'

describe('the demo in a browser', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  beforeEach(() => site.refill('Bread', 'Milk', 'Wax'))
  after(() => site.close())

  const open = async (path = '/todos') => {
    const page = await openPage()
    await page.goto(site.url + path)
    return page
  }

  it('ticks a to-do, and unticks it', async () => {
    const page = await open()
    const milk = page.getByRole('button', { name: 'Milk', exact: true })
    await milk.click()
    await page.getByRole('button', { name: 'Milk', exact: true, pressed: true }).waitFor()
    assert.equal((await site.todos.list('done'))[0]?.title, 'Milk')
    await milk.click()
    await page.getByRole('button', { name: 'Milk', exact: true, pressed: false }).waitFor()
    assert.deepEqual(complaints(page), [])
  })

  it('says what is wrong with a new to-do and keeps what was typed', async () => {
    const page = await open()
    const field = page.getByLabel('New to-do')
    await field.fill('   ')
    await field.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'Say what is to be done.' }).waitFor()
    assert.equal(await field.inputValue(), '   ')
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    assert.equal(await field.evaluate('document.activeElement.name'), 'title')
    assert.equal((await site.todos.list('all')).length, 3)
  })

  it('adds a to-do on top and empties the field', async () => {
    const page = await open()
    const field = page.getByLabel('New to-do')
    await field.fill('Candles')
    await field.press('Enter')
    await page.getByRole('listitem').first().getByText('Candles', { exact: true }).waitFor()
    assert.equal(await field.inputValue(), '')
    await page.keyboard.type('Matches')
    await page.keyboard.press('Enter')
    await page.getByRole('listitem').first().getByText('Matches', { exact: true }).waitFor()
    assert.equal(await page.getByRole('listitem').count(), 5)
    assert.deepEqual(complaints(page), [])
  })

  it('renames in place while another to-do is ticked', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Edit Milk' }).click()
    const field = page.getByLabel('New title')
    await field.fill('Oat milk')
    await page.evaluate('document.activeElement.setSelectionRange(3, 3)')
    await page.evaluate(`document.querySelector('.todo .toggle').click()`)
    await page.getByRole('button', { name: 'Wax', exact: true, pressed: true }).waitFor()
    await page.keyboard.type('y')
    assert.equal(await page.locator(':focus').inputValue(), 'Oaty milk')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Oaty milk', exact: true }).waitFor()
    assert.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Edit Oaty milk')
    assert.deepEqual(complaints(page), [])
  })

  it('shows all, open or done', async () => {
    const page = await open()
    const titles = () => page.locator('.todo .title').allInnerTexts()
    await page.getByRole('button', { name: 'Milk', exact: true }).click()
    await page.getByRole('button', { name: 'Milk', exact: true, pressed: true }).waitFor()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('button', { name: 'Open', exact: true, pressed: true }).waitFor()
    assert.deepEqual(await titles(), ['Wax', 'Bread'])
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    await page.getByRole('button', { name: 'Done', exact: true, pressed: true }).waitFor()
    assert.deepEqual(await titles(), ['Milk'])
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await page.getByRole('button', { name: 'All', exact: true, pressed: true }).waitFor()
    assert.deepEqual(await titles(), ['Wax', 'Milk', 'Bread'])
  })

  it('hands the focus on from a to-do that is deleted', async () => {
    const page = await open()
    const titleAtFocus = () =>
      page.evaluate(`document.activeElement.closest('.todo')?.querySelector('.title').textContent`)
    await remove(page, 'Milk')
    assert.equal(await titleAtFocus(), 'Bread')
    await remove(page, 'Bread')
    assert.equal(await titleAtFocus(), 'Wax')
    await remove(page, 'Wax')
    assert.equal(await page.locator(':focus').getAttribute('name'), 'title')
    await page.getByText('Nothing to do.').waitFor()
  })

  it('drops a to-do that somebody else deleted, and says so', async () => {
    const [mine, theirs] = [await open(), await open()]
    await remove(theirs, 'Milk')
    await mine.getByRole('button', { name: 'Milk', exact: true }).click()
    await mine.getByRole('status').filter({ hasText: 'That to-do was deleted.' }).waitFor()
    assert.equal(await mine.getByRole('listitem').count(), 2)
    await mine.getByRole('button', { name: 'Wax', exact: true }).click()
    await mine.getByRole('button', { name: 'Wax', exact: true, pressed: true }).waitFor()
  })

  it('keeps two counts under two seals', async () => {
    const page = await open('/counter')
    await page.evaluate(`{
      const [less, more] = document.querySelectorAll('#counter-left .step')
      for (const button of [more, more, less, more, more]) button.click()
      document.querySelector('#counter-right .step').click()
    }`)
    await page.locator('#counter-left output', { hasText: /^3$/ }).waitFor()
    await page.locator('#counter-right output', { hasText: /^.1$/ }).waitFor()
    assert.deepEqual(complaints(page), [])
  })

  it('can be used by keyboard alone', async () => {
    const page = await open()
    await tabTo(page, 'input[name=title]')
    await page.keyboard.type('Candles')
    await page.keyboard.press('Enter')
    await page.locator('.title', { hasText: 'Candles' }).waitFor()
    await tabTo(page, '.todo .toggle')
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Candles', exact: true, pressed: true }).waitFor()
    assert.equal(await page.locator(':focus').innerText(), 'Candles')
    await tabTo(page, '[aria-label="Edit Candles"]')
    await page.keyboard.press('Enter')
    await page.getByLabel('New title').waitFor()
    await page.keyboard.press('End')
    await page.keyboard.type('!')
    await page.keyboard.press('Enter')
    await page.locator('.title', { hasText: 'Candles!' }).waitFor()
    await tabTo(page, '[aria-label="Delete Candles!"]')
    await page.keyboard.press('Enter')
    await page.locator('.title', { hasText: 'Candles!' }).waitFor({ state: 'detached' })
    assert.equal(await page.locator(':focus').innerText(), 'Wax')
    assert.deepEqual(complaints(page), [])
  })
})

async function remove(page: RecordedPage, title: string): Promise<void> {
  await page.getByRole('button', { name: `Delete ${title}`, exact: true }).press('Enter')
  await page.locator('.title', { hasText: title }).waitFor({ state: 'detached' })
}

async function tabTo(page: RecordedPage, selector: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    if ((await page.locator(`${selector}:focus`).count()) > 0) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab does not reach ${selector}`)
}
