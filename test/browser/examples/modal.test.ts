import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Locator } from 'playwright-core'
import { complaints } from '../in-page.ts'
import type { RecordedPage } from '../launch.ts'
import { focused, itIsAccessible, site, tabTo, ways, whenFocused } from './example-site.ts'

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
