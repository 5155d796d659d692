import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type DemoSite, startDemo } from './demo-site.ts'

describe('the docs in a browser', () => {
  let site: DemoSite

  before(async () => {
    site = await startDemo()
  })
  after(() => site.close())

  it('can be read by keyboard: past the contents, to the search, along the files', async () => {
    const page = await site.open('/docs/explanation/life-of-a-component')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('#page:focus').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('scripts')
    await page
      .getByRole('status')
      .filter({ hasText: /found$/ })
      .waitFor()
    await page.getByRole('radio', { name: 'greeting.ts' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.locator('pre:visible', { hasText: '{{ sealed() }}' }).waitFor()
    assert.deepEqual(page.console, [])
  })

  it('find while somebody types, and go there by Tab and Enter', async () => {
    const page = await site.open('/docs')
    const box = page.getByRole('searchbox')
    await page.keyboard.press('/')
    await page.keyboard.type('scri')
    const found = page.locator('.found li a')
    await found.filter({ hasText: 'Scripts' }).first().waitFor()
    assert.equal(await box.inputValue(), 'scri')
    assert.ok(await box.evaluate((element) => element.matches(':focus')))
    await found.filter({ hasText: 'Scripts' }).first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/docs/reference/scripts*')
    await page.getByRole('heading', { name: 'Scripts', level: 1 }).waitFor()
    assert.deepEqual(page.console, [])
  })

  it('lead to the page of results by Enter', async () => {
    const page = await site.open('/docs')
    await page.getByRole('searchbox').fill('public state')
    await page.getByRole('searchbox').press('Enter')
    await page.waitForURL('**/docs/search?q=public%20state')
    assert.equal(await page.getByRole('searchbox').inputValue(), 'public state')
    await page
      .getByRole('status')
      .filter({ hasText: /found$/ })
      .waitFor()
    assert.deepEqual(page.console, [])
  })

  it('run their examples in place', async () => {
    const page = await site.open('/docs/explanation/life-of-a-component')
    await page.getByLabel('Your name').fill('Ada')
    await page.getByRole('button', { name: 'Greet me' }).click()
    await page.getByText('Hello, Ada! That makes 1.').waitFor()
    assert.equal(new URL(page.url()).pathname, '/docs/explanation/life-of-a-component')
    assert.deepEqual(page.console, [])
  })

  it('copy code', async () => {
    const page = await site.open('/docs/reference/scripts')
    await page.evaluate(`Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text) => void (document.title = text) },
    })`)
    await page.getByRole('button', { name: /^Copy/ }).first().click()
    await page.getByText('Copied').waitFor()
    assert.match(await page.title(), /^<script src="\/_sealwax\/htmx\.js" defer>/)
  })

  it('keep the contents beside the text without JavaScript, where the search has a button', async () => {
    const page = await site.open('/docs/explanation/costs', { javaScriptEnabled: false })
    const button = await page.getByRole('button', { name: 'Search' }).boundingBox()
    const title = await page.locator('h1').boundingBox()
    assert(button && title)
    assert.ok(button.width > 40 && button.x + button.width <= title.x)
  })

  it('show all their pages on a narrow screen without JavaScript', async () => {
    const viewport = { width: 380, height: 800 }
    const page = await site.open('/docs', { viewport, javaScriptEnabled: false })
    await page.getByText('All pages').click()
    await page
      .getByRole('navigation', { name: 'Docs' })
      .getByRole('link', { name: 'Scripts' })
      .click()
    await page.getByRole('heading', { name: 'Scripts', level: 1 }).waitFor()
    const spare = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    assert.equal(await page.evaluate(spare), 0)
  })
})
