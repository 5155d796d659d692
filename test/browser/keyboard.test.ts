import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { contents } from '../../server/demo/docs/contents.ts'
import { demoPaths } from '../demo/demo-app.ts'
import { type DemoSite, startDemo } from './demo-site.ts'
import type { RecordedPage } from './launch.ts'

const pages = [
  ...demoPaths,
  '/docs/learn/04-methods',
  '/docs/reference/templates',
  '/docs/search?q=state',
  ...contents
    .flatMap(({ name, slugs }) => slugs.map((slug) => `/docs/${name}/${slug}`))
    .filter(hasExample),
]

describe('the demo by keyboard', () => {
  let site: DemoSite
  before(async () => {
    site = await startDemo()
  })
  after(() => site.close())

  it('reaches every control of every page by Tab, in the order of the page', async () => {
    const page = await site.open('/docs')
    for (const path of pages) {
      await page.goto(site.url + path)
      const controls = await controlsOf(page)
      const reached = await walk(page)
      assert.deepEqual(reached, controls, path)
      assert.ok(controls.length > 8, `${path} has some controls`)
    }
  })

  it('stays at the form behind an added to-do, which is in the list', async () => {
    await site.refill('Bread')
    const page = await site.open('/todos')
    await page.getByLabel('New to-do').fill('Milk')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Milk', exact: true }).waitFor()
    assert.equal(await focusedName(page), 'New to-do')
    assert.equal(await page.getByLabel('New to-do').inputValue(), '')
  })

  it('goes to the neighbour of a to-do that is deleted, or that is gone already', async () => {
    await site.refill('Salt', 'Milk', 'Bread')
    const page = await site.open('/todos')
    await page.getByRole('button', { name: 'Delete Bread' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Bread', exact: true }).waitFor({ state: 'detached' })
    assert.equal(await focusedName(page), 'Milk')

    const [milk] = (await site.todos.list('all')).filter(({ title }) => title === 'Milk')
    await milk?.delete()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Milk', exact: true }).waitFor({ state: 'detached' })
    assert.equal(await focusedName(page), 'Salt')
  })

  it('goes to the field that was refused, whose message is announced', async () => {
    await site.refill('Bread')
    const page = await site.open('/todos')
    await page.getByLabel('New to-do').focus()
    await page.keyboard.press('Enter')
    const alert = page.getByRole('alert')
    await alert.filter({ hasText: 'Say what is to be done.' }).waitFor()
    assert.equal(await focusedName(page), 'New to-do')
    const described = await page.getByLabel('New to-do').getAttribute('aria-describedby')
    assert.equal(described, await alert.getAttribute('id'))
  })

  it('stays at the control whose call failed', async () => {
    await site.refill('Bread')
    const page = await site.open('/todos')
    await page.route('**/_sealwax/todo-item/*', (route) => route.fulfill({ status: 500 }))
    const failed = page.evaluate(`new Promise((resolve) => {
      document.addEventListener('sealwax:component-error', resolve, { once: true })
    })`)
    await page.getByRole('button', { name: 'Bread', exact: true }).focus()
    await page.keyboard.press('Enter')
    await failed
    assert.equal(await focusedName(page), 'Bread')
    await page.unroute('**/_sealwax/todo-item/*')
  })
})

/** The other pages of the docs differ in their words alone. */
function hasExample(path: string): boolean {
  const file = new URL(`../../views/demo${path}.md`, import.meta.url)
  return readFileSync(file, 'utf8').includes('```example\n')
}

/** What a person gets to by Tab, from the top of the page until it begins again. */
async function walk(page: RecordedPage): Promise<string[]> {
  const reached: string[] = []
  for (let step = 0; step < 400; step++) {
    await page.keyboard.press('Tab')
    const name: string = await page.evaluate(`(${nameOf})(document.activeElement)`)
    if (name.startsWith('body') || name === reached[0]) break
    // A frame has the focus for each control in it.
    if (!name.startsWith('iframe') || name !== reached.at(-1)) reached.push(name)
  }
  return reached
}

/** What tells the controls of a page apart: they may be drawn anew on the way. */
const nameOf = `(element) =>
  [element.localName, element.id || element.getAttribute('aria-label') || element.textContent.trim()].join(' ')`

/** What a pointer can use: visible links, buttons and fields; of radios of one name the one that Tab goes to. */
function controlsOf(page: RecordedPage): Promise<string[]> {
  return page.evaluate(`{
    const all = [...document.querySelectorAll('*')]
    const isOne = (element) => element.matches(
      'a[href], button, input, select, textarea, summary, iframe, [tabindex="0"], pre[tabindex]',
    )
    const isShown = (element) =>
      element.checkVisibility({ visibilityProperty: true }) && !element.matches(':disabled, [type=hidden], [tabindex="-1"]')
    const isStop = (element) => {
      if (element.type !== 'radio') return true
      const group = [...document.querySelectorAll('[type=radio]')].filter(
        ({ name, form }) => name === element.name && form === element.form,
      )
      return (group.find(({ checked }) => checked) ?? group[0]) === element
    }
    all
      .filter((element) => isOne(element) && isShown(element) && isStop(element))
      .map(${nameOf})
  }`)
}

/** The accessible name of what has the focus, as far as the demo needs it. */
function focusedName(page: RecordedPage): Promise<string> {
  return page.evaluate(`{
    const at = document.activeElement
    at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent.trim() ?? at.textContent.trim()
  }`)
}
