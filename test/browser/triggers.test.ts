import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { orders } from './client-components.ts'
import { useFixture } from './fixture-site.ts'
import { clickAll, complaints, settle, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

const probe = '#probe-a'

function shows(page: RecordedPage, text: string): Promise<void> {
  return whenText(page, `${probe} output`, text)
}

function control(page: RecordedPage, label: string) {
  return page.locator(probe).getByLabel(label)
}

describe('call() with trigger=', () => {
  const site = useFixture()

  const open = () => site.open('/couriers')
  const runs = () => site.requests.filter((line) => line === 'POST probe/run').length

  for (const label of ['Words', 'Notes']) {
    it(`calls once for all that is typed in a row: ${label}`, async () => {
      const page = await open()
      await control(page, label).pressSequentially('sealed', { delay: 20 })
      await shows(page, '1: sealed/small/letter/false')
      await settle(page)
      assert.equal(await control(page, label).inputValue(), 'sealed')
      assert.equal(runs(), 1)
      assert.deepEqual(complaints(page), [])
    })
  }

  it('does not call where nothing changed', async () => {
    const page = await open()
    await control(page, 'Words').fill('a')
    await shows(page, '1: a/small/letter/false')
    await control(page, 'Words').dispatchEvent('input')
    await pass(500)
    assert.equal(runs(), 1)
  })

  it('keeps a call that waits while the component is drawn anew', async () => {
    const page = await open()
    await page.evaluate(`{
      const words = document.querySelector('${probe} [name=words]')
      words.value = 'late'
      document.querySelector('${probe} .run').click()
      words.dispatchEvent(new Event('input', { bubbles: true }))
    }`)
    await shows(page, '2: late/small/letter/false')
    assert.equal(runs(), 2)
  })

  it('calls for a select, a radio button and a checkbox', async () => {
    const page = await open()
    await control(page, 'Size').selectOption('large')
    await shows(page, '1: /large/letter/false')
    await control(page, 'parcel').check()
    await shows(page, '2: /large/parcel/false')
    await control(page, 'All').check()
    await shows(page, '3: /large/parcel/true')
    await control(page, 'All').uncheck()
    await shows(page, '4: /large/parcel/false')
    assert.equal(runs(), 4)
    assert.deepEqual(complaints(page), [])
  })

  it('calls at most so often: at once, and once more for all clicks of that time', async () => {
    const page = await open()
    const button = `${probe} .throttled`
    await clickAll(page, button, button, button, button, button)
    await shows(page, '2: /small/letter/false')
    await pass(500)
    assert.equal(runs(), 2)
  })

  it('listens to what another component dispatches', async () => {
    const page = await open()
    orders.give = (client) => client.dispatch('parcel-sent', { id: 7 })
    for (let n = 1; n <= 3; n++) {
      await clickAll(page, '#courier-a .act')
      await shows(page, `${n}: /small/letter/false`)
    }
    orders.give = (client) => client.dispatch('letter-sent')
    await clickAll(page, '#courier-a .act')
    await shows(page, '4: /small/letter/false')
    await settle(page)
    assert.equal(runs(), 4)
    assert.deepEqual(complaints(page), [])
  })

  it('hears on document also what a component dispatched that left by the same call', async () => {
    const page = await open()
    orders.give = (client) => {
      client.remove()
      client.dispatch('letter-sent')
      client.dispatch('parcel-sent')
    }
    await clickAll(page, '#courier-a .act')
    await shows(page, '1: /small/letter/false')
    await settle(page)
    assert.equal(await page.locator('#courier-a').count(), 0)
    assert.equal(runs(), 1)
  })

  it('hears nothing any more once its component is gone', async () => {
    const page = await open()
    await page.evaluate(`document.querySelector('${probe}').remove()`)
    await page.evaluate(`document.body.dispatchEvent(new Event('letter-sent', { bubbles: true }))`)
    orders.give = (client) => client.dispatch('parcel-sent')
    await clickAll(page, '#courier-a .act')
    await whenText(page, '#courier-a output', '1')
    await settle(page)
    assert.equal(runs(), 0)
    assert.deepEqual(complaints(page), [])
  })
})
