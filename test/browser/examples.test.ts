import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Locator } from 'playwright-core'
import { createExampleApp } from '../demo/examples/example-app.ts'
import { assertNoProblems } from './axe.ts'
import { complaints, settle, whenTitle } from './in-page.ts'
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
      await said(page, '10 to 18 of 45 letters')
      assert.equal(new URL(page.url()).searchParams.get('page'), '2')
      assert.equal(
        await page.getByRole('button', { name: 'Page 2' }).getAttribute('aria-current'),
        'page',
      )
      await tabTo(page, 'Page 5')
      await page.keyboard.press('Enter')
      await said(page, '37 to 45 of 45 letters')
      assert.equal(await page.getByRole('row').count(), 10)
      await page.goBack()
      await said(page, '10 to 18 of 45 letters')
      await page.goBack()
      await said(page, '1 to 9 of 45 letters')
      assert.deepEqual(complaints(page), [])
    })
  }

  it('keeps the focus where it is', async () => {
    const page = await site.open('/pagination')
    await tabTo(page, 'Next page')
    for (const text of ['10 to 18', '19 to 27']) {
      await page.keyboard.press('Enter')
      await said(page, text)
      assert.equal(await focused(page), 'Next page')
    }
  })

  it('begins at the page that its URL names, and at the first for a URL that names none', async () => {
    const page = await site.open('/pagination?page=3')
    await said(page, '19 to 27 of 45 letters')
    await page.goto(`${site.url}/pagination?page=99`)
    await said(page, 'No letters on this page')
    await page.goto(`${site.url}/pagination?page=x`)
    await said(page, '1 to 9 of 45 letters')
  })

  itIsAccessible('pagination', (page) => page.getByRole('button', { name: 'Page 2' }).click())
})

function months(page: RecordedPage): Promise<string[]> {
  return page.locator('.archive h2').allInnerTexts()
}

function shown(page: RecordedPage, count: number): Promise<void> {
  return said(page, `${count} of 12 months`)
}

describe('the example infinite-scroll', () => {
  it('shows more when it is scrolled, some times, and then waits to be asked', async () => {
    const page = await site.open('/infinite-scroll')
    const end = () => page.evaluate(`document.querySelector('.archive').scrollTo(0, 9999)`)
    for (const count of [2, 3, 4]) {
      await end()
      await shown(page, count)
    }
    await end()
    await settle(page)
    assert.deepEqual(await months(page), ['December', 'November', 'October', 'September'])
    assert.equal(await page.locator('.archive .unseen').count(), 0)
    assert.equal(await focused(page), 'nothing')
    assert.deepEqual(complaints(page), [])
  })

  it('goes on by keyboard at the month that was asked for', async () => {
    const page = await site.open('/infinite-scroll')
    await tabTo(page, 'Show one month more')
    await shown(page, 2)
    await page.keyboard.press('Enter')
    await whenFocused(page, 'October')
    await page.keyboard.press('Tab')
    await shown(page, 4)
    assert.equal(await focused(page), 'Show one month more')
    await page.keyboard.press('Enter')
    await whenFocused(page, 'August')
    assert.deepEqual(complaints(page), [])
  })

  it('loads just the month that is new', async () => {
    const page = await site.open('/infinite-scroll')
    await tabTo(page, 'Show one month more')
    await shown(page, 2)
    const answered = page.waitForResponse((response) => response.url().endsWith('/more'))
    await page.keyboard.press('Enter')
    const html = await (await answered).text()
    assert.equal(html.match(/<li>/g)?.length, 11)
  })

  it('shows them all without JavaScript', async () => {
    const page = await site.open('/infinite-scroll', { javaScriptEnabled: false })
    for (let count = 1; count < 12; count++) {
      await shown(page, count)
      await tabTo(page, 'Show one month more')
      await page.keyboard.press('Enter')
    }
    await shown(page, 12)
    assert.equal((await months(page)).at(-1), 'January')
    assert.equal(await page.getByRole('button', { name: 'Show one month more' }).count(), 0)
  })

  itIsAccessible('infinite-scroll', async (page) => {
    await page.getByRole('button', { name: 'Show one month more' }).click()
  })
})

function dialog(page: RecordedPage): Locator {
  return page.getByRole('dialog', { name: 'Change the address' })
}

async function openDialog(javaScriptEnabled: boolean): Promise<RecordedPage> {
  const page = await site.open('/modal', { javaScriptEnabled })
  await tabTo(page, 'Change the address')
  await page.keyboard.press('Enter')
  await dialog(page).waitFor()
  await whenFocused(page, 'Name')
  return page
}

describe('the example modal', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`changes an address by keyboard ${way}`, async () => {
      const page = await openDialog(javaScriptEnabled)
      await page.getByLabel('Name').fill('Ada Lovelace')
      await page.getByLabel('Town').fill(' ')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').filter({ hasText: 'Write a town.' }).waitFor()
      assert.equal(await page.getByLabel('Name').inputValue(), 'Ada Lovelace')
      assert.equal(await page.locator('dialog:modal').count(), javaScriptEnabled ? 1 : 0)
      await page.getByLabel('Town').fill('Kew')
      await page.keyboard.press('Enter')
      await dialog(page).waitFor({ state: 'detached' })
      assert.equal(await page.locator('address').innerText(), 'Ada Lovelace\nKew')
    })

    it(`is left as it was by its button ${way}`, async () => {
      const page = await openDialog(javaScriptEnabled)
      await page.getByLabel('Name').fill('Nobody')
      await tabTo(page, 'Cancel')
      await page.keyboard.press('Enter')
      await dialog(page).waitFor({ state: 'detached' })
      assert.match(await page.locator('address').innerText(), /^Ada Byron/)
    })
  }

  it('keeps the focus inside and gives it back to what opened it', async () => {
    const page = await openDialog(true)
    await page.locator('dialog:modal').waitFor()
    for (const name of ['Town', 'Save', 'Cancel']) {
      await page.keyboard.press('Tab')
      assert.equal(await focused(page), name)
    }
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    await whenFocused(page, 'Change the address')
    await page.keyboard.press('Enter')
    await whenFocused(page, 'Name')
    await page.keyboard.press('Enter')
    await dialog(page).waitFor({ state: 'detached' })
    await whenFocused(page, 'Change the address')
    assert.deepEqual(complaints(page), [])
  })

  itIsAccessible('modal', async (page) => {
    await page.getByRole('button', { name: 'Change the address' }).click()
    await page.getByLabel('Town').fill(' ')
    await page.getByLabel('Town').press('Enter')
    await page.getByRole('alert').waitFor()
  })
})

describe('the example toast', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`says what was done, each time, ${way}`, async () => {
      const page = await site.open('/toast', { javaScriptEnabled })
      for (const text of ['Letter 1 is sealed.', 'Letter 2 is sealed.']) {
        if ((await focused(page)) !== 'Seal a letter') await tabTo(page, 'Seal a letter')
        await page.keyboard.press('Enter')
        await said(page, text)
        assert.equal(await page.getByRole('status').innerText(), text)
      }
      assert.deepEqual(complaints(page), [])
    })
  }

  itIsAccessible('toast', (page) => page.getByRole('button', { name: 'Seal a letter' }).click())
})

function panel(page: RecordedPage, name: string): Promise<void> {
  return page.getByRole('tabpanel', { name, exact: true }).waitFor()
}

describe('the example tabs', () => {
  it('goes from tab to tab by arrow keys, and has one stop for Tab', async () => {
    const page = await site.open('/tabs')
    await tabTo(page, 'Wax')
    const steps = [
      ['ArrowRight', 'Stamp'],
      ['ArrowRight', 'Cord'],
      ['ArrowRight', 'Wax'],
      ['ArrowLeft', 'Cord'],
      ['Home', 'Wax'],
      ['End', 'Cord'],
    ] as const
    for (const [key, name] of steps) {
      await page.keyboard.press(key)
      assert.equal(await focused(page), name)
    }
    await panel(page, 'Wax')
    await page.keyboard.press('Enter')
    await panel(page, 'Cord')
    await settle(page)
    assert.equal(await focused(page), 'Cord')
    await page.keyboard.press('Tab')
    assert.match(await focused(page), /^Lay silk/)
    await page.keyboard.press('Shift+Tab')
    assert.equal(await focused(page), 'Cord')
    assert.deepEqual(complaints(page), [])
  })

  it('has a stop at each tab without JavaScript', async () => {
    const page = await site.open('/tabs', { javaScriptEnabled: false })
    await tabTo(page, 'Stamp')
    await page.keyboard.press('Enter')
    await panel(page, 'Stamp')
    await tabTo(page, 'Wax')
    await page.keyboard.press('Enter')
    await panel(page, 'Wax')
  })

  itIsAccessible('tabs', (page) => page.getByRole('tab', { name: 'Cord' }).click())
})

function options(page: RecordedPage): Promise<string[]> {
  return page.getByRole('option').allInnerTexts()
}

/** The option that a screen reader takes for focused. */
function active(page: RecordedPage): Promise<string> {
  return page.evaluate(`{
    const id = document.activeElement.getAttribute('aria-activedescendant')
    document.getElementById(id)?.innerText ?? 'none'
  }`)
}

describe('the example combobox', () => {
  it('offers towns while one is typed, and takes one by keyboard', async () => {
    const page = await site.open('/combobox')
    await tabTo(page, 'Town')
    const field = page.getByRole('combobox', { name: 'Town' })
    assert.equal(await field.getAttribute('aria-expanded'), 'false')
    await page.keyboard.type('bas')
    await said(page, '1 town')
    await page.keyboard.press('Backspace')
    await said(page, '3 towns')
    assert.equal(await field.getAttribute('aria-expanded'), 'true')
    assert.equal(await active(page), 'none')
    assert.deepEqual(await options(page), ['Barcelona', 'Basel', 'Bath'])
    for (const [key, name] of [
      ['ArrowDown', 'Barcelona'],
      ['ArrowDown', 'Basel'],
      ['ArrowUp', 'Barcelona'],
      ['ArrowUp', 'Bath'],
      ['ArrowDown', 'Barcelona'],
    ] as const) {
      await page.keyboard.press(key)
      assert.equal(await active(page), name)
    }
    await page.keyboard.press('Escape')
    assert.equal(await field.getAttribute('aria-expanded'), 'false')
    assert.equal(await page.getByRole('option').count(), 0)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await said(page, 'The letter goes to Barcelona.')
    assert.equal(await field.inputValue(), 'Barcelona')
    assert.equal(await focused(page), 'Town')
    assert.equal(await page.getByRole('option').count(), 0)
    assert.deepEqual(complaints(page), [])
  })

  it('keeps the focus in the field when an option is clicked', async () => {
    const page = await site.open('/combobox')
    await page.getByRole('combobox').fill('del')
    await page.getByRole('option', { name: 'Delft' }).click()
    await said(page, 'The letter goes to Delft.')
    assert.equal(await page.getByRole('combobox').inputValue(), 'Delft')
    assert.equal(await focused(page), 'Town')
  })

  it('is left by Tab, past its options', async () => {
    const page = await site.open('/combobox')
    await page.getByRole('combobox').fill('del')
    await page.getByRole('option', { name: 'Delft' }).waitFor()
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'nothing')
    assert.equal(await page.getByRole('option').count(), 0)
  })

  it('is a search and a list of buttons without JavaScript', async () => {
    const page = await site.open('/combobox', { javaScriptEnabled: false })
    await tabTo(page, 'Town')
    await page.keyboard.type('nowhere')
    await page.keyboard.press('Enter')
    await said(page, 'No towns')
    await page.getByRole('combobox').fill('ath')
    await tabTo(page, 'Show towns')
    await page.keyboard.press('Enter')
    await said(page, '2 towns')
    await tabTo(page, 'Athens')
    await page.keyboard.press('Enter')
    await said(page, 'The letter goes to Athens.')
    assert.equal(await page.getByRole('combobox').inputValue(), 'Athens')
  })

  itIsAccessible('combobox', async (page) => {
    await page.getByRole('combobox').fill('le')
    await page.getByRole('option', { name: 'Leiden' }).waitFor()
    await page.keyboard.press('ArrowDown')
  })
})

function stops(page: RecordedPage): Promise<string[]> {
  return page.locator('.round li span').allInnerTexts()
}

describe('the example sortable-list', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`moves a stop by keyboard ${way}, and says where it is`, async () => {
      const page = await site.open('/sortable-list', { javaScriptEnabled })
      for (const text of ['Bakery is 3 of 5.', 'Bakery is 4 of 5.', 'Bakery is 5 of 5.']) {
        if ((await focused(page)) !== 'Move down Bakery') await tabTo(page, 'Move down Bakery')
        await page.keyboard.press('Enter')
        await said(page, text)
        await settle(page)
        if (javaScriptEnabled) assert.equal(await focused(page), 'Move down Bakery')
      }
      assert.deepEqual(await stops(page), [
        'Apothecary',
        'Customs house',
        'Deanery',
        'Engraver',
        'Bakery',
      ])
      if (javaScriptEnabled) {
        await page.keyboard.press('Enter')
        await said(page, 'Bakery is 5 of 5.')
      }
      assert.deepEqual(complaints(page), [])
    })
  }

  it('lets a stop be dragged', async () => {
    const page = await site.open('/sortable-list')
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name })
    await row('Engraver').dragTo(row('Bakery'))
    await said(page, 'Engraver is 2 of 5.')
    await row('Apothecary').dragTo(row('Customs house'))
    await said(page, 'Apothecary is 4 of 5.')
    assert.deepEqual(await stops(page), [
      'Engraver',
      'Bakery',
      'Customs house',
      'Apothecary',
      'Deanery',
    ])
    assert.deepEqual(complaints(page), [])
  })

  itIsAccessible('sortable-list', (page) =>
    page.getByRole('button', { name: 'Move down Bakery' }).click(),
  )
})

describe('the example flash-message', () => {
  for (const [way, javaScriptEnabled] of ways) {
    it(`says on the next page what was done, once, ${way}`, async () => {
      const page = await site.open('/flash-message', { javaScriptEnabled })
      await tabTo(page, 'Letter to')
      await page.keyboard.type('<b>Ada</b>')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/flash-message?sent=1')
      await said(page, 'Your letter to <b>Ada</b> is on its way.')
      await page.reload()
      assert.equal(await page.getByRole('status').innerText(), '')
      assert.deepEqual(complaints(page), [])
    })
  }

  it('puts the message into the region again, so that it is heard', async () => {
    const page = await site.open('/flash-message')
    await page.getByLabel('Letter to').fill('Ada')
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => {
      document.querySelector('#sealwax-messages p')?.setAttribute('class', 'first')
    }, { once: true })`)
    await page.getByLabel('Letter to').press('Enter')
    await page.waitForURL('**/flash-message?sent=1')
    await said(page, 'Your letter to Ada is on its way.')
  })

  itIsAccessible('flash-message', async (page) => {
    await page.getByLabel('Letter to').press('Enter')
    await page.getByRole('alert').waitFor()
  })
})

function letter(page: RecordedPage, name: string): Promise<void> {
  return page.getByRole('heading', { name: `Letter from ${name}` }).waitFor()
}

describe('the example page-title', () => {
  it('gives the document a title with each letter, and another one with Back', async () => {
    const page = await site.open('/page-title')
    const first = await page.title()
    await tabTo(page, 'Ada')
    await page.keyboard.press('Enter')
    await whenTitle(page, 'Letter from Ada · Sealwax')
    await tabTo(page, 'Emmy')
    await page.keyboard.press('Enter')
    await whenTitle(page, 'Letter from Emmy · Sealwax')
    assert.equal(await focused(page), 'Emmy')
    await page.goBack()
    await letter(page, 'Ada')
    await page.goBack()
    await page.getByRole('article').waitFor({ state: 'detached' })
    assert.equal(await page.title(), first)
    assert.deepEqual(complaints(page), [])
  })

  it('opens the letter of the URL without JavaScript', async () => {
    const page = await site.open('/page-title', { javaScriptEnabled: false })
    await tabTo(page, 'Grace')
    await page.keyboard.press('Enter')
    await letter(page, 'Grace')
    assert.equal(new URL(page.url()).searchParams.get('from'), 'Grace')
    await page.goto(`${site.url}/page-title?from=Emmy`)
    await letter(page, 'Emmy')
  })

  itIsAccessible('page-title', (page) => page.getByRole('button', { name: 'Ada' }).click())
})

/** Waits until the switch looks pressed, or not: colours change in a moment. */
async function whenPressed(page: RecordedPage, isPressed: boolean): Promise<void> {
  const border = `getComputedStyle(document.querySelector('.urgent')).borderTopColor`
  for (
    let tries = 0;
    ((await page.evaluate(border)) === 'rgba(0, 0, 0, 0)') !== isPressed;
    tries++
  ) {
    assert(tries < 15, `The switch does not look ${isPressed ? '' : 'un'}pressed.`)
    await page.waitForTimeout(50)
  }
}

describe('the example busy', () => {
  it('shows that something is under way, keeps the focus and lets presses wait in line', async () => {
    const page = await site.open('/busy')
    await tabTo(page, 'Weigh one sheet more')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.locator('.scales[aria-busy="true"]').waitFor()
    await said(page, '4 sheets weigh 20 grams')
    await page.locator('.scales[aria-busy="true"]').waitFor()
    await said(page, '5 sheets weigh 25 grams')
    await settle(page)
    assert.equal(await focused(page), 'Weigh one sheet more')
    assert.deepEqual(complaints(page), [])
  })

  it('looks as it will be before it is, and as it was when it failed', async () => {
    const page = await site.open('/busy')
    await whenPressed(page, false)
    await tabTo(page, 'Urgent')
    await page.keyboard.press('Enter')
    await page.locator('.urgent.htmx-request[aria-pressed="false"]').waitFor()
    await whenPressed(page, true)
    await page.getByRole('button', { name: 'Urgent', pressed: true }).waitFor()
    await settle(page)
    await whenPressed(page, true)
    await page.route('**/scales/mark', (route) => route.abort())
    await page.keyboard.press('Enter')
    await said(page, 'Something went wrong.')
    await whenPressed(page, true)
  })

  it('works without JavaScript, where the browser shows that it waits', async () => {
    const page = await site.open('/busy', { javaScriptEnabled: false })
    await tabTo(page, 'Weigh one sheet more')
    await page.keyboard.press('Enter')
    await said(page, '4 sheets weigh 20 grams')
    await tabTo(page, 'Urgent')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Urgent', pressed: true }).waitFor()
  })

  itIsAccessible('busy', (page) => page.getByRole('button', { name: 'Urgent' }).click())
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
