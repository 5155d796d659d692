import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { orders } from './client-components.ts'
import { useFixture } from './fixture-site.ts'
import { clickAll, complaints, createGate, seenNames, settle, whenText } from './in-page.ts'

describe('self.client.refresh()', () => {
  const site = useFixture()

  const open = () => site.open('/couriers')

  it('draws other components anew, each with its own state and what was typed into it', async () => {
    const page = await open()
    await clickAll(page, '#tally-a .one')
    await whenText(page, '#tally-a output', '1')
    await page.locator('#probe-a [name=notes]').evaluate((field: any) => {
      field.value = 'typed'
    })
    site.requests.length = 0
    orders.give = (client) => {
      client.refresh('tally-a')
      client.refresh('probe-a')
      client.refresh('tally-a')
    }
    await clickAll(page, '#courier-a .act')
    await whenText(page, '#probe-a output', '0: typed/small/letter/false')
    await settle(page)
    assert.equal(await page.locator('#tally-a output').innerText(), '1')
    assert.deepEqual(site.calls(), ['POST courier/act', 'POST tally', 'POST probe'])
    assert.deepEqual((await seenNames(page, 4)).slice(1).toSorted(), [
      'updated courier-a',
      'updated probe-a',
      'updated tally-a',
    ])
    assert.deepEqual(complaints(page), [])
  })

  it('works for a component that leaves by the same call', async () => {
    const page = await open()
    orders.give = (client) => {
      client.remove()
      client.refresh('tally-a')
    }
    await clickAll(page, '#courier-a .act')
    assert.deepEqual(await seenNames(page, 2), ['removed courier-a', 'updated tally-a'])
    assert.deepEqual(site.calls(), ['POST courier/act', 'POST tally'])
  })

  it('waits its turn behind calls of that component, and loses none', async () => {
    const page = await open()
    const gate = createGate()
    site.intercept = (ctx, next) => (ctx.path.includes('tally') ? gate.opened.then(next) : next())
    orders.give = (client) => client.refresh('tally-a')
    await clickAll(page, '#tally-a .one', '#courier-a .act', '#tally-a .ten')
    await whenText(page, '#courier-a output', '1')
    gate.open()
    await whenText(page, '#tally-a output', '11')
    await settle(page)
    assert.deepEqual(site.calls().toSorted(), [
      'POST courier/act',
      'POST tally',
      'POST tally/add',
      'POST tally/addTen',
    ])
  })

  it('asks for nothing where the page has no such component', async () => {
    const page = await open()
    orders.give = (client) => client.refresh('tally-z')
    await clickAll(page, '#courier-a .act')
    await whenText(page, '#courier-a output', '1')
    await settle(page)
    assert.deepEqual(site.calls(), ['POST courier/act'])
    assert.deepEqual(complaints(page), [])
  })
})
