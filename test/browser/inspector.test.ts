import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import { type DemoApp, openDemo } from '../demo/demo-app.ts'
import { assertNoProblems } from './axe.ts'
import { listen, type RecordedPage, type Site } from './launch.ts'

describe('the inspector on the page', () => {
  let demo: DemoApp
  let site: Site

  before(async () => {
    demo = await openDemo({ sealwax: { inspector: true } })
    site = await listen(demo.app)
  })
  after(async () => {
    await site.close()
    await demo.close()
  })

  /** Opens a page in a browser that remembers nothing of another test. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<RecordedPage> {
    const page = await site.open('/_sealwax/htmx.js', options)
    await page.evaluate('sessionStorage.clear()')
    await page.goto('about:blank')
    page.console.length = 0
    await page.goto(site.url + path)
    await launcher(page).waitFor()
    return page
  }

  /** Opens a page and on it the inspector. */
  async function inspect(path: string, options?: BrowserContextOptions): Promise<RecordedPage> {
    const page = await open(path, options)
    await page.keyboard.press('Alt+S')
    await page.getByRole('dialog', { name: 'Inspector' }).waitFor()
    return page
  }

  it('opens at Alt+S, with what the server has in the seal of a counter', async () => {
    const page = await inspect('/counter')
    assert.equal(await page.getByRole('treeitem').count(), 2)
    await row(page, 'count').waitFor()
    assert.deepEqual(await row(page, 'count').locator('td').allInnerTexts(), ['0', '9 B'])
    assert.match(await chosen(page).innerText(), /Key\s+[\da-f]{8}, the newest/)
    assert.deepEqual(page.console, [])
  })

  it('shows what a click changed, and where its time went', async () => {
    const page = await inspect('/counter')
    await page.getByRole('button', { name: 'Increment Left' }).click()
    const call = chosen(page).getByRole('listitem').filter({ hasText: 'increment' })
    await call.waitFor()
    assert.match(await call.innerText(), /increment\s+200 Ok\s+[\d.]+ ms of \d+/)
    for (const part of ['unseal', 'load', 'method', 'render', 'seal']) {
      assert.match(await call.innerText(), new RegExp(`${part} [\\d.]+ ms`))
    }
    await row(page, 'count 1').waitFor()
    assert.deepEqual(page.console, [])
  })

  it('opens with its button and closes with Esc, and focus comes back', async () => {
    const page = await open('/counter')
    const button = launcher(page)
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('treeitem', { selected: true }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    assert.equal(await button.evaluate((one: any) => one.getRootNode().activeElement === one), true)
  })

  it('gives focus back to where it was in the page', async () => {
    const page = await open('/counter')
    await page.getByRole('button', { name: 'Increment Right' }).focus()
    await page.keyboard.press('Alt+S')
    await page.getByRole('treeitem', { selected: true }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Alt+S')
    await page
      .getByRole('button', { name: 'Increment Right' })
      .and(page.locator(':focus'))
      .waitFor()
  })

  it('moves through the tree by arrow keys, and outlines what is chosen', async () => {
    const page = await inspect('/counter')
    await page.keyboard.press('ArrowDown')
    const item = page.getByRole('treeitem', { selected: true })
    assert.match(await item.innerText(), /counter-right/)
    const outline = await page.locator('.outline').boundingBox()
    assert.deepEqual(outline, await page.locator('#counter-right').boundingBox())
    await chosen(page).getByText('Right', { exact: true }).waitFor()
    await page.getByRole('treeitem').first().hover()
    assert.deepEqual(
      await page.locator('.outline').boundingBox(),
      await page.locator('#counter-left').boundingBox(),
    )
  })

  it('shows components in components', async () => {
    const page = await inspect('/board')
    const levels = await page
      .getByRole('treeitem')
      .evaluateAll((items) => items.map((item: any) => Number(item.ariaLevel)))
    assert.deepEqual(levels.slice(0, 4), [1, 2, 3, 3])
  })

  it('picks a component in the page, whose click it keeps', async () => {
    const page = await inspect('/counter')
    await page.getByRole('button', { name: 'Pick' }).click()
    await page.getByRole('button', { name: 'Increment Right' }).click()
    const item = page.getByRole('treeitem', { selected: true })
    await item.filter({ hasText: 'counter-right' }).waitFor()
    await row(page, 'count 0').waitFor()
    assert.equal(await page.locator('#counter-right output').innerText(), '0')
  })

  it('shows what load reads', async () => {
    const page = await inspect('/todos')
    await page.getByRole('treeitem').nth(1).click()
    await chosen(page).getByText('read again, never sealed').waitFor()
    await row(page, 'todo').first().waitFor()
  })

  it('stays open over pages, without taking the focus', async () => {
    const page = await inspect('/counter')
    await page.goto(`${site.url}/board`)
    await page.getByRole('dialog', { name: 'Inspector' }).waitFor()
    await page.getByRole('treeitem').first().waitFor()
    assert.equal(await page.evaluate('document.activeElement === document.body'), true)
  })

  it('warns of ids that are there twice, of lists without keys, and of what is missing', async () => {
    const page = await inspect('/counter')
    await addRoots(page, ['row--1', 'row--2', 'row--3', 'row-7', 'row-7'])
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The id row-7 is on this page more than once.').waitFor()
    await dialog.getByText('row--1 to row--3 have no key.').waitFor()
    await dialog
      .getByText('No sealed state in the page: row--1, row--2, row--3 and 2 more.')
      .waitFor()
    await page.locator('script[src$="/sealwax.js"]').evaluate((script: any) => script.remove())
    await dialog.getByText('sealwax.js is not on this page.').waitFor()
  })

  it('stays where a boosted link swaps the page', async () => {
    const page = await inspect('/counter')
    await page.locator('nav.pages').evaluate((nav: any) => {
      nav.setAttribute('hx-boost:inherited', 'true')
      nav.ownerDocument.defaultView.htmx.process(nav)
    })
    await page.evaluate('globalThis.isSamePage = true')
    await page.getByRole('link', { name: 'Board' }).click()
    await page.getByRole('treeitem').filter({ hasText: 'board-main' }).waitFor()
    assert.equal(await page.evaluate('globalThis.isSamePage'), true)
    assert.equal(await page.locator('sealwax-inspector').count(), 1)
  })

  it('copies the command that shows a state, and goes to the other side', async () => {
    const page = await inspect('/counter', { permissions: ['clipboard-write', 'clipboard-read'] })
    await chosen(page).getByRole('button', { name: 'Copy' }).click()
    await chosen(page).getByRole('button', { name: 'Copied' }).waitFor()
    const copied = await page.evaluate('navigator.clipboard.readText()')
    assert.match(String(copied), /^npx sealwax inspect [\w-]{100,} --component counter$/)
    const panel = page.getByRole('dialog')
    const before = await panel.boundingBox()
    await page.getByRole('button', { name: 'To the other side' }).click()
    assert((before?.x ?? 0) > 400)
    assert.equal((await panel.boundingBox())?.x, 12)
  })

  it('says so when a state does not open', async () => {
    const page = await inspect('/counter')
    await page.locator('#counter-left__f input[name=_state]').evaluate((input: any) => {
      input.setAttribute('value', 'AQ')
    })
    await chosen(page).getByText('StateRejected').waitFor()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing that axe complains about in a ${colorScheme} scheme`, async () => {
      const page = await inspect('/todos', { colorScheme, bypassCSP: true })
      await page.getByRole('treeitem').nth(1).click()
      await chosen(page).getByText('read again, never sealed').waitFor()
      await addRoots(page, ['row--1', 'row--2', 'row--3'])
      await page.getByText('row--1 to row--3 have no key.').waitFor()
      await assertNoProblems(page)
      await page.getByRole('button', { name: 'Close' }).click()
      await assertNoProblems(page)
    })
  }

  it('is not in the page where it is off', async () => {
    const off = await openDemo()
    const plain = await listen(off.app)
    const page = await plain.open('/counter')
    assert.equal(await page.locator('sealwax-inspector, script[src*=inspector]').count(), 0)
    await plain.close()
    await off.close()
  })
})

const launcher = (page: RecordedPage) => page.getByRole('button', { name: 'Inspect components' })
const chosen = (page: RecordedPage) => page.getByRole('region', { name: 'Chosen component' })
const row = (page: RecordedPage, name: string) => chosen(page).getByRole('row', { name })

/** Puts what looks like components, without a state, into a page. */
async function addRoots(page: RecordedPage, ids: string[]): Promise<void> {
  await page.locator('main').evaluate((main: any, ids) => {
    for (const id of ids) {
      const root = main.ownerDocument.createElement('p')
      Object.assign(root, { id, textContent: id })
      root.dataset.component = 'row'
      main.append(root)
    }
  }, ids)
}
