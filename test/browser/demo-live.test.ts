import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { boardIn, fillBoard, type Ids } from '../demo/board/fill-board.ts'
import { type DemoSite, startDemo } from './demo-site.ts'
import { complaints } from './in-page.ts'
import { openPage, type RecordedPage } from './launch.ts'

describe('the demo in two browsers', () => {
  let site: DemoSite
  let ids: Ids

  before(async () => {
    site = await startDemo({ isLiving: true })
  })
  beforeEach(async () => {
    ids = await fillBoard(site.database, { Open: ['Apples', 'Bread'], Done: [] })
  })
  after(() => site.close())

  /** Opens a page and waits for its stream. */
  const open = async (path: string): Promise<RecordedPage> => {
    const page = await openPage()
    const stream = page.waitForResponse((answer) => answer.url().endsWith('/_sealwax/live'))
    await page.goto(site.url + path)
    await stream
    return page
  }
  const pair = async (path: string) => [await open(path), await open(path)] as const

  it('drops a card on the board that the other one deletes, with the stale event', async () => {
    const [mine, theirs] = await pair('/board')
    await mine.evaluate(`addEventListener('sealwax:component-stale', ({ detail }) => {
      document.title = detail.id + ' ' + detail.error.message
    })`)
    await button(theirs, 'Delete Bread').click()
    await card(mine, 'Bread').waitFor({ state: 'detached' })
    const id = `board-main__board-list-${ids['Open']}__board-card-${ids['Bread']}`
    assert.equal(await mine.title(), `${id} That card was deleted.`)
    await mine.locator('#sealwax-messages', { hasText: 'That card was deleted.' }).waitFor()
    assert.deepEqual(await cardsOf(mine, 'Open'), ['Apples'])
  })

  it('shows cards that the other one adds, writes and moves', async () => {
    const [mine, theirs] = await pair('/board')
    const field = theirs.getByRole('region', { name: 'Open' }).getByLabel('New card')
    await field.fill('Cheese')
    await field.press('Enter')
    await card(mine, 'Cheese').waitFor()
    await button(theirs, 'Edit Apples').click()
    await theirs.getByLabel('Title').fill('Pears')
    await theirs.getByLabel('Title').press('Enter')
    await card(mine, 'Pears').waitFor()
    await button(theirs, 'Move to Done: Pears').click()
    await mine
      .getByRole('region', { name: 'Done' })
      .locator('.card', { hasText: 'Pears' })
      .waitFor()
    await mine
      .getByRole('region', { name: 'Open' })
      .locator('.card', { hasText: 'Pears' })
      .waitFor({ state: 'detached' })
    assert.deepEqual(await boardIn(site.database), { Open: ['Bread', 'Cheese'], Done: ['Pears'] })
  })

  it('keeps what I write on a card while the other one writes on it as well', async () => {
    const [mine, theirs] = await pair('/board')
    await button(mine, 'Edit Bread').click()
    await mine.getByLabel('Note').fill('Rye, half a')
    await button(theirs, 'Edit Bread').click()
    await theirs.getByLabel('Title').fill('Rolls')
    await theirs.getByLabel('Title').press('Enter')
    await mine.locator('.card input[value="Rolls"]').waitFor()
    await mine.keyboard.type(' loaf')
    assert.equal(await mine.getByLabel('Note').inputValue(), 'Rye, half a loaf')
    assert.deepEqual(complaints(mine), [])
  })
})

const button = (page: RecordedPage, name: string) => page.getByRole('button', { name, exact: true })
const cardsOf = (page: RecordedPage, list: string) =>
  page.getByRole('region', { name: list, exact: true }).locator('.card h3').allInnerTexts()
const card = (page: RecordedPage, title: string) => page.locator('.card', { hasText: title })
