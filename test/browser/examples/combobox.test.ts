import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints } from '../in-page.ts'
import type { RecordedPage } from '../launch.ts'
import { focused, itIsAccessible, said, site, tabTo } from './example-site.ts'

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
