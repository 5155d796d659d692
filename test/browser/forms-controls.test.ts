import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useFixture } from './fixture-site.ts'
import { formComponents } from './form-components.ts'
import { complaints, createGate, seenEvents, settle, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

function shown(page: RecordedPage): Promise<object> {
  return page.evaluate(`({
    on: document.querySelector('[name=on]').checked,
    color: document.querySelector('[name=color]:checked')?.value,
    size: document.querySelector('[name=size]').value,
    tags: [...document.querySelector('[name=tags]').selectedOptions].map(({ value }) => value),
  })`)
}

describe('sealwax.js: controls that stand outside of a form', () => {
  const site = useFixture({ sealwax: { components: formComponents } })

  const open = () => site.open('/panels')
  const first = { on: false, color: 'red', size: 's', tags: ['a'] }
  const turned = { on: true, color: 'green', size: 'l', tags: ['b'] }

  const changes: [what: string, change: (page: RecordedPage) => Promise<unknown>][] = [
    ['a box', (page) => page.getByLabel('On').click()],
    ['a radio', (page) => page.getByLabel('green').click()],
    ['a select', (page) => page.getByLabel('Size').selectOption('l')],
    ['a list', (page) => page.getByLabel('Tags').selectOption(['a', 'b'])],
  ]
  for (const [what, change] of changes) {
    it(`shows the server's truth: ${what} that the server turns back`, async () => {
      const page = await open()
      await change(page)
      await whenText(page, 'output', '1')
      await settle(page)
      assert.deepEqual(await shown(page), first)
      await change(page)
      await whenText(page, 'output', '2')
      await settle(page)
      assert.deepEqual(await shown(page), first)
      assert.deepEqual(complaints(page), [])
    })

    it(`shows what the server turned, after the user had used ${what}`, async () => {
      const page = await open()
      await change(page)
      await whenText(page, 'output', '1')
      await page.locator('.turn').click()
      await whenText(page, 'output', '2')
      await settle(page)
      assert.deepEqual(await shown(page), turned)
      await page.locator('.undo').click()
      await whenText(page, 'output', '3')
      await settle(page)
      assert.deepEqual(await shown(page), first)
    })
  }

  it('keeps ticks and choices when the component has expired', async () => {
    const page = await open()
    await page.getByLabel('Quiet').check()
    await page.evaluate(`document.querySelector('[name=tags]').options[1].selected = true`)
    site.ahead = 2 * 24 * 60 * 60 * 1000
    await page.locator('.note').click()
    await seenEvents(page, 2)
    assert.equal(await page.getByLabel('Quiet').isChecked(), true)
    assert.deepEqual(await shown(page), { ...first, tags: ['a', 'b'] })
    await page.locator('.note').click()
    await whenText(page, 'output', '1')
    await settle(page)
    assert.equal(await page.getByLabel('Quiet').isChecked(), true)
    assert.deepEqual(await shown(page), { ...first, tags: ['a', 'b'] })
  })

  it('keeps the focus on a box that the server turns back', async () => {
    const page = await open()
    await page.getByLabel('On').focus()
    await page.keyboard.press('Space')
    await whenText(page, 'output', '1')
    await settle(page)
    assert.equal(await page.getByLabel('On').isChecked(), false)
    assert.equal(await page.locator(':focus').getAttribute('name'), 'on')
  })

  for (const ticked of [true, false]) {
    it(`leaves a box alone that is ${ticked ? 'unticked' : 'ticked'} while a call is under way`, async () => {
      const page = await open()
      if (ticked) {
        await page.getByLabel('Quiet').check()
        await page.locator('.note').click()
        await whenText(page, 'output', '1')
        await settle(page)
      }
      const gate = createGate()
      site.intercept = async (_, next) => {
        await gate.opened
        return next()
      }
      await page.locator('.note').click()
      await page.getByLabel('Quiet').setChecked(!ticked)
      await page.getByLabel('Words').fill('typed')
      gate.open()
      await whenText(page, 'output', ticked ? '2' : '1')
      await settle(page)
      assert.equal(await page.getByLabel('Quiet').isChecked(), !ticked)
      assert.equal(await page.getByLabel('Words').inputValue(), 'typed')
    })
  }

  it('shows a box as somebody else has turned it', async () => {
    const page = await open()
    await page.getByLabel('Quiet').check()
    await page.locator('.note').click()
    await whenText(page, 'output', '1')
    await page.locator('.hush').click()
    await whenText(page, 'output', '2')
    await settle(page)
    assert.equal(await page.getByLabel('Quiet').isChecked(), false)
  })
})
