import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createRedisOnceStore, defineComponent } from 'sealwax'
import { z } from 'zod'
import { type RedisServer, startRedis } from '../services/redis.ts'
import { useFixture } from './fixture-site.ts'
import { clickAll, createGate, seenEvents, seenNames, settle, whenText } from './in-page.ts'

const replayed = { code: 'StateReplayed', message: 'This was done already.' }
const shop = { paid: 0, fails: false }

const order = defineComponent({
  name: 'order',
  template: 'components/order.njk',
  load: () => ({ paid: shop.paid }),
  methods: {
    pay: {
      once: true,
      run() {
        if (shop.fails) throw new Error('half done')
        shop.paid++
      },
    },
    look() {},
    send: { params: z.object({ text: z.string() }), once: true, run: () => void shop.paid++ },
  },
})

/** Its form is there while it is edited only. */
const draft = defineComponent({
  name: 'order-draft',
  template: 'components/order-draft.njk',
  state: () => ({ editing: false }),
  load: () => ({ paid: shop.paid }),
  methods: {
    edit(self) {
      self.state.editing = true
    },
    send: {
      params: z.object({ text: z.string() }),
      once: true,
      run(self) {
        if (shop.fails) throw new Error('half done')
        shop.paid++
        self.state.editing = false
      },
    },
  },
})

describe('a one-shot method in the page', () => {
  let redis: RedisServer
  before(async () => {
    redis = await startRedis()
  })
  const onceStore = createRedisOnceStore((...command) => redis.client.call(...command))
  const site = useFixture({ sealwax: { components: [order, draft], onceStore } })
  beforeEach(() => {
    Object.assign(shop, { paid: 0, fails: false })
  })
  after(() => redis.close())

  const open = () => site.open('/orders')

  it('runs once for a double click, which draws it anew, and once more for a later click', async () => {
    const page = await open()
    await page.locator('.pay').dblclick()
    const names = ['updated order-o', 'expired order-o', 'updated order-o']
    assert.deepEqual(await seenNames(page, 3), names)
    const [, expired] = await seenEvents(page, 3)
    assert.deepEqual(expired?.detail.error, replayed)
    assert.equal(shop.paid, 1)
    await whenText(page, '#order-o output', '1')
    await page.locator('.pay').click()
    await whenText(page, '#order-o output', '2')
    assert.equal(shop.paid, 2)
  })

  it('runs once for a form that is sent twice', async () => {
    const page = await open()
    await page.getByLabel('Text').fill('One cake')
    await page.evaluate(
      `for (const _ of '12') document.querySelector('#order-o [name=text]').form.requestSubmit()`,
    )
    await seenEvents(page, 3)
    assert.equal(shop.paid, 1)
  })

  it('runs once without JavaScript', async () => {
    const [first, second, gate] = [createGate(), createGate(), createGate()]
    const arrivals = [first, second]
    site.intercept = async (_, next) => {
      arrivals.shift()?.open()
      await gate.opened
      return next()
    }
    const page = await site.open('/orders', { javaScriptEnabled: false })
    const { x = 0, y = 0 } = (await page.locator('.pay').boundingBox()) ?? {}
    const click = () => page.mouse.click(x + 5, y + 5)
    await Promise.all([click(), first.opened])
    await Promise.all([click(), second.opened])
    gate.open()
    await whenText(page, '#order-o output', '1')
    assert.equal(shop.paid, 1)
  })

  it('runs when it waited behind another method', async () => {
    const page = await open()
    await clickAll(page, '.look', '.look', '.pay')
    const names = (await seenEvents(page, 3)).map(({ name }) => name)
    assert.deepEqual(names, ['updated', 'updated', 'updated'])
    assert.equal(shop.paid, 1)
  })

  it('is not tried again where it threw, only in a fresh component', async () => {
    const page = await open()
    await page.getByLabel('Text').fill('Half a sentence')
    shop.fails = true
    await clickAll(page, '.pay')
    assert.deepEqual(await seenNames(page, 1), ['error order-o'])
    shop.fails = false
    await clickAll(page, '.pay')
    assert.deepEqual((await seenNames(page, 3)).slice(1), ['expired order-o', 'updated order-o'])
    assert.equal(shop.paid, 0)
    assert.equal(await page.getByLabel('Text').inputValue(), 'Half a sentence')
    await clickAll(page, '.pay')
    await whenText(page, '#order-o output', '1')
  })

  it('runs again also where the fresh component has no place for what was typed', async () => {
    const page = await open()
    await clickAll(page, '.edit')
    await page.locator('#order-draft-d [name=text]').fill('Half a sentence')
    const send = page.getByRole('button', { name: 'Send' }).last()
    shop.fails = true
    await send.click()
    assert.deepEqual((await seenNames(page, 2)).slice(1), ['error order-draft-d'])
    shop.fails = false
    await send.click()
    const recovered = ['expired order-draft-d', 'updated order-draft-d']
    assert.deepEqual((await seenNames(page, 4)).slice(2), recovered)
    await send.click()
    await whenText(page, '#order-draft-d output', '1')
    assert.equal(shop.paid, 1)
  })

  it('stays as it was while the store is down, and runs when it is back', async () => {
    const page = await open()
    await redis.kill()
    await clickAll(page, '.pay')
    const [event] = await seenEvents(page, 1)
    const down = { code: 'OnceStoreDown', message: 'Please try again in a moment.' }
    assert.deepEqual([event?.name, event?.detail.error], ['error', down])
    await settle(page)
    assert.equal(shop.paid, 0)
    await redis.restart()
    await clickAll(page, '.pay')
    await whenText(page, '#order-o output', '1')
    assert.equal(shop.paid, 1)
  })
})
