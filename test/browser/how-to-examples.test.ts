import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type DemoSite, startDemo } from './demo-site.ts'

for (const javaScriptEnabled of [true, false]) {
  describe(`examples of the guides ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    let site: DemoSite
    before(async () => {
      site = await startDemo()
    })
    after(() => site.close())

    const open = (slug: string) => site.open(`/docs/how-to/${slug}`, { javaScriptEnabled })

    it('the booking says what is wrong, keeps what was typed, and takes what is right', async () => {
      const page = await open('forms')
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('E-mail').fill('nobody@example.org')
      await page.getByLabel('Seats').fill('7')
      await page.getByRole('button', { name: 'Book', exact: true }).click()
      await page.getByRole('alert').filter({ hasText: 'Six at most.' }).waitFor()
      assert.equal(await page.getByLabel('Name').inputValue(), 'Ada')
      await page.getByLabel('Seats').fill('2')
      await page.getByRole('button', { name: 'Book', exact: true }).click()
      await page.getByText('Booked: 2 at Cordoaria, Lisbon, for Ada.').waitFor()
    })

    it('the booking shows the halls of another city', async () => {
      const page = await open('forms')
      await page.getByLabel('City').selectOption('Vienna')
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Show its halls' }).click()
      await page.getByLabel('Hall').selectOption('Prater')
    })

    it('the guests keep their counts when the list turns', async () => {
      const page = await open('lists-and-keys')
      await page.getByRole('button', { name: 'Wave to Ada' }).click()
      const ada = page.getByRole('listitem').filter({ hasText: 'Wave to Ada' })
      await ada.getByText('1', { exact: true }).waitFor()
      if (javaScriptEnabled) await page.getByLabel('A note on Ada').fill('likes engines')
      await page.getByRole('button', { name: 'The first to the end' }).click()
      await page.locator('.guests li:last-child').filter({ hasText: 'Wave to Ada' }).waitFor()
      await ada.getByText('1', { exact: true }).waitFor()
      const note = await page.getByLabel('A note on Ada').inputValue()
      assert.equal(note, javaScriptEnabled ? 'likes engines' : '')
    })

    it('the bills stay paid when their table is sorted', async () => {
      const page = await open('tables')
      const customers = page.locator('.bills tbody th')
      await page.getByRole('button', { name: 'Pay Grace' }).click()
      await page.getByRole('row').filter({ hasText: 'Grace' }).getByText('Paid').waitFor()
      await page.getByRole('button', { name: 'Customer' }).click()
      await page.locator('[aria-sort=ascending]').filter({ hasText: 'Customer' }).waitFor()
      assert.deepEqual(await customers.allInnerTexts(), ['Ada', 'Barbara', 'Grace'])
      await page.getByRole('row').filter({ hasText: 'Grace' }).getByText('Paid').waitFor()
      await page.getByRole('button', { name: 'Customer' }).click()
      await page.locator('[aria-sort=descending]').waitFor()
      assert.deepEqual(await customers.allInnerTexts(), ['Grace', 'Barbara', 'Ada'])
    })

    it('the letter is not called back by a second Enter', async () => {
      const page = await open('focus')
      await page.getByRole('button', { name: 'Send it' }).focus()
      await page.keyboard.press('Enter')
      await page.locator('#choice-sent:focus').waitFor()
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await page.locator('#choice-back:focus').waitFor()
      assert.equal(await page.locator('#choice-sent').count(), 1)
    })

    it('the cards hold buttons of the menu, and fold by their own', async () => {
      const page = await open('slots')
      const soup = page.getByRole('region', { name: 'Soup' })
      await soup.getByRole('button', { name: 'Order Soup' }).click()
      await soup.getByText('1 ordered so far.').waitFor()
      await soup.getByRole('button', { name: 'Soup', exact: true, expanded: true }).click()
      await soup.getByRole('button', { name: 'Soup', exact: true, expanded: false }).waitFor()
      assert.equal(await soup.getByText('ordered so far').count(), 0)
      await page.getByRole('button', { name: 'Order Bread' }).click()
      await page.getByRole('region', { name: 'Bread' }).getByText('1 ordered so far.').waitFor()
    })
  })
}
