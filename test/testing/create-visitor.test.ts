import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  bothModes,
  createVisitor,
  expectForgeriesRefused,
  expectRefused,
  expectStale,
} from 'sealwax/testing'
import { type DemoApp, openDemo } from '../demo/demo-app.ts'

for (const { mode, javascript } of bothModes) {
  describe(`createVisitor ${mode}`, () => {
    let demo: DemoApp
    before(async () => {
      demo = await openDemo()
    })
    after(() => demo.close())

    const visitor = () => createVisitor(demo.app, { javascript })

    it('keeps two counts', async () => {
      const page = await visitor().open('/counter')
      await page.click('Increment Left')
      await page.find('counter-right').click('Decrement Right')
      await page.find('counter-left').call('increment')
      assert.match(page.find('counter-left').text, /Left 2/)
      assert.match(page.find('counter-right').text, /Right -1/)
    })

    it('fills in a form', async () => {
      const page = await visitor().open('/todos')
      const list = page.find('todo-list')
      await list.submit('add', { 'New to-do': '  ' })
      assert.deepEqual(list.errors, { title: ['Say what is to be done.'] })
      await list.fill('title', 'Candles').click('Add')
      assert.deepEqual(list.errors, {})
      const [first] = list.findAll('todo-item')
      assert.equal(first?.text, 'Candles')
      await first?.click('Delete Candles')
      assert.equal(first?.removed, true)
      assert.equal(await demo.data.todos.find(Number(first?.id.split('-').at(-1))), undefined)
    })

    it('meets data that is gone', async () => {
      const { id } = await demo.data.todos.add('Gone')
      const page = await visitor().open('/todos')
      const item = page.find(`todo-item-${id}`)
      await (await demo.data.todos.find(id))?.delete()
      await expectStale(item.call('toggle'))
    })

    it('is refused', async () => {
      const page = await visitor().open('/counter')
      const counter = page.find('counter-left')
      await expectForgeriesRefused(counter, 'increment')
      await expectRefused(counter.from('https://evil.example').call('increment'), 'CrossSite')
      await expectRefused(counter.call('nothing'), 'NotFound')
      await counter.call('increment')
      assert.match(counter.text, /Left 1/)
    })

    it('logs in', async () => {
      const page = await visitor().open('/account')
      await page.find('log-in').submit('enter', { name: 'Ada', password: 'bernoulli' })
      assert.equal(page.url, '/notes')
      assert.deepEqual(page.messages, ['Hello, Ada.'])
      assert.match(page.text, /Note G/)
    })
  })
}
