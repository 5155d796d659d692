import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { boardIn, fillBoard, type Ids } from '../demo/board/fill-board.ts'
import { recordQueries } from '../demo/record-queries.ts'
import { type DemoSite, startDemo } from './demo-site.ts'
import { complaints, settle } from './in-page.ts'
import { openPage, type RecordedPage } from './launch.ts'

describe('the board of the demo in a browser', () => {
  let site: DemoSite
  let queries: string[]
  let ids: Ids

  before(async () => {
    site = await startDemo()
    queries = recordQueries(site.database)
  })
  beforeEach(async () => {
    ids = await fillBoard(site.database, {
      Open: ['Apples', 'Bread', 'Cheese'],
      Doing: ['Dates'],
      Done: [],
    })
  })
  after(() => site.close())

  const open = async (javaScriptEnabled = true) => {
    const page = await openPage({ javaScriptEnabled })
    await page.goto(`${site.url}/board`)
    return page
  }
  const board = () => boardIn(site.database)

  it('moves a card by keyboard, keeps the focus on its control and says where it is', async () => {
    const page = await open()
    await button(page, 'Move down Apples').press('Enter')
    await said(page, '“Apples” is 2 of 3.')
    await page.keyboard.press('Enter')
    await said(page, '“Apples” is 3 of 3.')
    assert.deepEqual(await focus(page), ['Apples', 'Move down'])
    await page.keyboard.press('Shift+Tab')
    assert.deepEqual(await focus(page), ['Apples', 'Move up'])
    await page.keyboard.press('Space')
    await said(page, '“Apples” is 2 of 3.')
    assert.deepEqual(await focus(page), ['Apples', 'Move up'])
    assert.deepEqual((await board())['Open'], ['Bread', 'Apples', 'Cheese'])
    assert.deepEqual(complaints(page), [])
  })

  it('takes the focus along to another list', async () => {
    const page = await open()
    await button(page, 'Move to Doing: Bread').press('Enter')
    await said(page, '“Bread” is now in Doing.')
    await page.locator('.card :focus').waitFor()
    assert.deepEqual(await focus(page), ['Bread', 'Move to Done:'])
    await page.keyboard.press('Enter')
    await said(page, '“Bread” is now in Done.')
    await page.locator('.card :focus').waitFor()
    assert.deepEqual(await focus(page), ['Bread', 'Move to Doing:'])
    assert.deepEqual(await board(), {
      Open: ['Apples', 'Cheese'],
      Doing: ['Dates'],
      Done: ['Bread'],
    })
    assert.deepEqual(complaints(page), [])
  })

  it('leaves a card alone that is being written, and loads none, while another one moves', async () => {
    const page = await open()
    await button(page, 'Edit Bread').press('Enter')
    await page.getByLabel('Note').fill('Rye, half a')
    queries.length = 0
    await page.evaluate(`document.getElementById('down-${ids['Apples']}').click()`)
    await said(page, '“Apples” is 2 of 3.')
    await page.keyboard.type(' loaf')
    assert.deepEqual(
      queries.filter((sql) => sql.includes('from "board_cards" where "id" in')),
      [],
    )
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Rye, half a loaf', { exact: true }).waitFor()
    assert.deepEqual(await focus(page), ['Bread', 'Edit Bread'])
    assert.deepEqual((await board())['Open'], ['Bread', 'Apples', 'Cheese'])
    assert.deepEqual(complaints(page), [])
  })

  it('says what is wrong with a card in its place', async () => {
    const page = await open()
    await button(page, 'Edit Bread').click()
    await page.getByLabel('Title').fill(' ')
    await page.getByLabel('Title').press('Enter')
    await page.getByRole('alert').filter({ hasText: 'Give it a title.' }).waitFor()
    assert.equal(await page.getByLabel('Title').inputValue(), ' ')
    await button(page, 'Cancel').click()
    await button(page, 'Edit Bread').waitFor()
  })

  it('hands the focus on from a card that is deleted', async () => {
    const page = await open()
    await button(page, 'Delete Bread').press('Enter')
    await said(page, '“Bread” was deleted.')
    await page.locator('.card', { hasText: 'Bread' }).waitFor({ state: 'detached' })
    assert.deepEqual(await focus(page), ['Cheese', 'Move up'])
    assert.deepEqual((await board())['Open'], ['Apples', 'Cheese'])
  })

  for (const [what, control] of [
    ['its own', 'Edit Bread'],
    ["its list's", 'Move up Bread'],
  ] as const) {
    it(`drops a card that was deleted in another tab, touched by ${what} control`, async () => {
      const [mine, theirs] = [await open(), await open()]
      await button(theirs, 'Delete Bread').click()
      await theirs.locator('.card', { hasText: 'Bread' }).waitFor({ state: 'detached' })
      await button(mine, control).click()
      await mine.locator('.card', { hasText: 'Bread' }).waitFor({ state: 'detached' })
      await said(mine, /was deleted|no longer here/)
      await button(mine, 'Move down Apples').click()
      await said(mine, '“Apples” is 2 of 2.')
    })
  }

  it('adds a list, to which cards can go at once, renames and deletes it', async () => {
    const page = await open()
    await page.getByLabel('New list').fill('Later')
    await page.getByLabel('New list').press('Enter')
    const later = page.getByRole('region', { name: 'Later' })
    await later.waitFor()
    await button(page, 'Rename Later').click()
    await page.getByLabel('New title of the list').fill('Never')
    await page.keyboard.press('Enter')
    const never = page.getByRole('region', { name: 'Never' })
    await never.getByLabel('New card').fill('Eggs')
    await page.keyboard.press('Enter')
    await button(page, 'Move to Done: Eggs').click()
    await button(page, 'Move to Never: Eggs').waitFor()
    await button(page, 'Delete Never').click()
    await never.waitFor({ state: 'detached' })
    await settle(page)
    assert.equal(await button(page, 'Move to Never: Eggs').count(), 0)
    assert.deepEqual(Object.keys(await board()), ['Open', 'Doing', 'Done'])
    assert.deepEqual((await board())['Done'], ['Eggs'])
    assert.deepEqual(complaints(page), [])
  })

  it('offers to delete a list once its last card was deleted in place', async () => {
    const page = await open()
    assert.equal(await button(page, 'Delete Doing').count(), 0)
    await button(page, 'Delete Dates').click()
    await button(page, 'Delete Doing').click()
    await page.getByRole('region', { name: 'Doing' }).waitFor({ state: 'detached' })
    await button(page, 'Move to Done: Apples').waitFor()
    assert.deepEqual(Object.keys(await board()), ['Open', 'Done'])
  })

  it('does all the same without JavaScript', async () => {
    const page = await open(false)
    await button(page, 'Move down Apples').click()
    await said(page, '“Apples” is 2 of 3.')
    await button(page, 'Move to Doing: Apples').click()
    await said(page, '“Apples” is now in Doing.')
    await page.keyboard.press('Tab')
    assert.deepEqual(await focus(page), ['Apples', 'Move up'])
    await page.getByRole('region', { name: 'Open' }).getByLabel('New card').fill('Eggs')
    await page.keyboard.press('Enter')
    await button(page, 'Edit Eggs').click()
    await page.getByLabel('Title').fill(' ')
    await page.getByLabel('Note').fill('Six, brown')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').filter({ hasText: 'Give it a title.' }).waitFor()
    assert.equal(await page.getByLabel('Note').inputValue(), 'Six, brown')
    await page.getByLabel('Title').fill('Eggs, brown')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Six, brown', { exact: true }).waitFor()
    await button(page, 'Delete Bread').click()
    await button(page, 'Rename Done').click()
    await page.getByLabel('New title of the list').fill('Eaten')
    await page.keyboard.press('Enter')
    await page.getByLabel('New list').fill('Later')
    await page.keyboard.press('Enter')
    await button(page, 'Delete Later').click()
    assert.deepEqual(await board(), {
      Open: ['Cheese', 'Eggs, brown'],
      Doing: ['Dates', 'Apples'],
      Eaten: [],
    })
  })

  it('shows a page of its own for a card that is gone, without JavaScript', async () => {
    const [mine, theirs] = [await open(false), await open(false)]
    await button(theirs, 'Delete Bread').click()
    await button(mine, 'Edit Bread').click()
    await mine.getByText('That card was deleted.').waitFor()
    await mine.getByRole('link', { name: 'Back to the page' }).click()
    assert.equal(await mine.locator('.card', { hasText: 'Bread' }).count(), 0)
  })
})

function button(page: RecordedPage, name: string) {
  return page.getByRole('button', { name, exact: true })
}

/** Waits until the region for messages says this. */
function said(page: RecordedPage, text: string | RegExp): Promise<void> {
  return page.getByRole('status').filter({ hasText: text }).waitFor()
}

/** Title of the card with the focus, and the label of the control. */
function focus(page: RecordedPage): Promise<[string, string]> {
  return page.evaluate(`[
    document.activeElement.closest('.card')?.querySelector('h3')?.textContent,
    document.activeElement.ariaLabel,
  ]`)
}
