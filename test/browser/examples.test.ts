import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { createExampleApp } from '../demo/examples/example-app.ts'
import { complaints, settle } from './in-page.ts'
import { listen, type RecordedPage, type Site } from './launch.ts'

let site: Site

before(async () => {
  site = await listen(createExampleApp())
})
after(() => site.close())

/** Both ways in which an example has to work. */
const ways = [
  ['with JavaScript', true],
  ['without JavaScript', false],
] as const

/** What `steps` do in each colour scheme leaves nothing for axe to complain about, before and after. */
function itIsAccessible(name: string, steps: (page: RecordedPage) => Promise<unknown>): void {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is accessible in a ${colorScheme} scheme`, async () => {
      const page = await site.open(`/${name}`, { colorScheme, bypassCSP: true })
      await assertNoProblems(page)
      await steps(page)
      await settle(page)
      await assertNoProblems(page)
    })
  }
}

async function assertNoProblems(page: RecordedPage): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const problems = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  assert.deepEqual(problems, [])
}

/** Moves the focus by Tab until it is on the control of this name. */
async function tabTo(page: RecordedPage, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === name) return
  }
  assert.fail(`Tab does not lead to ${name}.`)
}

/** What a screen reader calls the element with the focus. */
function focused(page: RecordedPage): Promise<string> {
  return page.evaluate(`{
    const { activeElement: on } = document
    const name = on.ariaLabel ?? on.labels?.[0]?.innerText ?? (on === document.body ? 'nothing' : on.innerText)
    name.trim()
  }`)
}

async function whenFocused(page: RecordedPage, name: string): Promise<void> {
  for (let tries = 0; (await focused(page)) !== name; tries++) {
    assert(tries < 100, `The focus is on ${await focused(page)}, not on ${name}.`)
    await page.waitForTimeout(50)
  }
}

/** Waits until a live region says it. */
function said(page: RecordedPage, text: string): Promise<void> {
  return page.getByRole('status').filter({ hasText: text }).waitFor()
}

describe('the example pagination', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`goes through the pages by keyboard ${way}, each with a URL of its own`, async () => {
      const page = await site.open('/pagination', { javaScriptEnabled })
      await tabTo(page, 'Page 2')
      await page.keyboard.press('Enter')
      await said(page, '9 to 16 of 45 letters')
      assert.equal(new URL(page.url()).searchParams.get('page'), '2')
      assert.equal(
        await page.getByRole('button', { name: 'Page 2' }).getAttribute('aria-current'),
        'page',
      )
      await tabTo(page, 'Page 6')
      await page.keyboard.press('Enter')
      await said(page, '41 to 45 of 45 letters')
      assert.equal(await page.getByRole('row').count(), 6)
      await page.goBack()
      await said(page, '9 to 16 of 45 letters')
      await page.goBack()
      await said(page, '1 to 8 of 45 letters')
      assert.deepEqual(complaints(page), [])
    })
  }

  it('keeps the focus where it is', async () => {
    const page = await site.open('/pagination')
    await tabTo(page, 'Next page')
    for (const text of ['9 to 16', '17 to 24']) {
      await page.keyboard.press('Enter')
      await said(page, text)
      assert.equal(await focused(page), 'Next page')
    }
  })

  it('begins at the page that its URL names, and at the first for a URL that names none', async () => {
    const page = await site.open('/pagination?page=3')
    await said(page, '17 to 24 of 45 letters')
    await page.goto(`${site.url}/pagination?page=99`)
    await said(page, 'No letters on this page')
    await page.goto(`${site.url}/pagination?page=x`)
    await said(page, '1 to 8 of 45 letters')
  })

  itIsAccessible('pagination', (page) => page.getByRole('button', { name: 'Page 2' }).click())
})

describe('the example confirm', () => {
  it('asks in a dialog of the browser with JavaScript', async () => {
    const page = await site.open('/confirm')
    const answers = ['no', 'yes']
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.message())
      void (answers.shift() === 'yes' ? dialog.accept() : dialog.dismiss())
    })
    await tabTo(page, 'Burn “A love letter”')
    await page.keyboard.press('Enter')
    assert.equal(await focused(page), 'Burn “A love letter”')
    await page.keyboard.press('Enter')
    await whenFocused(page, 'Burnt: A love letter.')
    assert.deepEqual(asked, Array(2).fill("Burn “A love letter”? It can't be undone."))
    assert.equal(await page.getByRole('listitem').count(), 2)
    page.removeAllListeners('dialog')
    assert.deepEqual(complaints(page), [])
  })

  it('asks in the page without, with the focus on what does no harm', async () => {
    const page = await site.open('/confirm', { javaScriptEnabled: false })
    await tabTo(page, 'Burn “The lease”')
    await page.keyboard.press('Enter')
    await page.getByText("Burn “The lease”? It can't be undone.").waitFor()
    assert.equal(await page.locator('[autofocus]').innerText(), 'Keep it')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Burn “The lease”' }).press('Enter')
    await page.getByRole('button', { name: 'Burn it' }).press('Enter')
    await page.getByText('Burnt: The lease.').waitFor()
    assert.equal(await page.getByRole('listitem').count(), 2)
  })

  itIsAccessible('confirm', async (page) => {
    page.once('dialog', (dialog) => dialog.accept())
    await page.getByRole('button', { name: 'Burn “The lease”' }).click()
  })
})
