import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { bothModes, createTestKit, createVisitor, expectForgeriesRefused } from 'sealwax/testing'
import { counter } from '../../../server/demo/counter/counter.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { demoViews as views } from '../demo-views.ts'

describe('counter', () => {
  it('counts up and down, in its seal alone', async () => {
    const { render } = createTestKit({ components: [counter], views })
    const one = await render(counter, { label: 'Left' })
    await one.click('Increment Left')
    await one.click('Increment Left')
    await one.click('Decrement Left')
    assert.deepEqual(one.state, { count: 1 })
    assert.deepEqual(one.publicState, {})
    assert.equal(one.text, 'Left 1 − +')
  })

  it('takes no count but its own', async () => {
    const { render, rotate } = createTestKit({ components: [counter], views })
    const one = await render(counter, { label: 'Left' })
    await expectForgeriesRefused(one, 'increment')
    rotate()
    await one.call('increment')
    assert.deepEqual(one.state, { count: 1 })
  })
})

for (const { mode, javascript } of bothModes) {
  describe(`the page of counters ${mode}`, () => {
    let demo: DemoApp

    before(async () => {
      demo = await openDemo()
    })
    after(() => demo.close())

    it('keeps both counts, in each tab', async () => {
      const visitor = createVisitor(demo.app, { javascript })
      const [page, other] = [await visitor.open('/counter'), await visitor.open('/counter?tab=2')]
      await page.click('Increment Left')
      await page.click('Decrement Right')
      await page.click('Increment Left')
      await other.click('Increment Right')
      const texts = (tab: typeof page) => tab.findAll(counter).map(({ text }) => text)
      assert.deepEqual(texts(page), ['Left 2 − +', 'Right -1 − +'])
      assert.deepEqual(texts(other), ['Left 0 − +', 'Right 1 − +'])
      assert.match(other.url, /^\/counter\?tab=2/)
    })

    it('takes no count of another counter, visitor or forger', async () => {
      const page = await createVisitor(demo.app, { javascript }).open('/counter')
      const left = page.find(counter, 'left')
      await expectForgeriesRefused(left, 'increment')
      await left.call('increment')
      assert.equal(left.text, 'Left 1 − +')
    })
  })
}
