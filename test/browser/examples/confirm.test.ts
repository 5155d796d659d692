import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complaints } from '../in-page.ts'
import { focused, itIsAccessible, site, tabTo, whenFocused } from './example-site.ts'

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
