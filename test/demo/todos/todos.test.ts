import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  bothModes,
  createTestKit,
  createVisitor,
  expectForgeriesRefused,
  expectRefused,
  expectStale,
} from 'sealwax/testing'
import { todoItem } from '../../../server/demo/todos/todo-item.ts'
import { todoList } from '../../../server/demo/todos/todo-list.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { demoViews as views } from '../demo-views.ts'

describe('the to-dos of the demo', () => {
  let demo: DemoApp

  before(async () => {
    demo = await openDemo()
  })
  beforeEach(() => demo.database.db.deleteFrom('todos').execute())
  after(() => demo.close())

  const setUp = async (title = 'Milk') => {
    const { todos } = demo.data
    const { id } = await todos.add(title)
    const kit = createTestKit({ components: [todoItem], views, state: { todos } })
    return { id, todos, clock: kit.clock, item: await kit.render(todoItem, { todoId: id }) }
  }

  const open = async (javascript: boolean, ...titles: string[]) => {
    for (const title of titles.toReversed()) await demo.data.todos.add(title)
    const page = await createVisitor(demo.app, { javascript }).open('/todos')
    const list = page.find(todoList)
    return { page, list, titles: () => list.findAll(todoItem).map(({ text }) => text) }
  }

  describe('todoItem', () => {
    it('is ticked and unticked, and counts that in its seal', async () => {
      const { id, todos, item } = await setUp()
      await item.click('Milk')
      assert.match(item.html, /aria-pressed="true"/)
      assert.equal((await todos.find(id))?.done, true)
      await item.click('Milk')
      assert.match(item.html, /aria-pressed="false"/)
      assert.deepEqual(item.state, { toggles: 2 })
    })

    it('is renamed in place', async () => {
      const { id, todos, item } = await setUp()
      await item.click('Edit Milk')
      assert.equal(item.publicState.editing, true)
      await item.submit('rename', { 'New title': ' Oat milk ' })
      assert.equal(item.publicState.editing, false)
      assert.equal((await todos.find(id))?.title, 'Oat milk')
      assert.equal(item.text, 'Oat milk')
    })

    it('says what is wrong with a title, and keeps what was typed', async () => {
      const { item } = await setUp()
      await item.call('edit')
      const tooLong = 'x'.repeat(201)
      for (const [title, message] of [
        ['  ', 'Say what is to be done.'],
        [tooLong, 'Keep it to 200 characters or fewer.'],
      ] as const) {
        await item.submit('rename', { title })
        assert.deepEqual(item.errors, { title: [message] })
        assert.ok(item.html.includes(`value="${title}"`))
      }
      await item.click('Cancel')
      assert.equal(item.text, 'Milk')
    })

    it('shows what somebody typed as text', async () => {
      const { item } = await setUp(`"><script>alert(1)</script>'`)
      assert.doesNotMatch(item.html, /<script>/)
      assert.equal(item.text, `"><script>alert(1)</script>'`)
    })

    it('leaves when it is deleted', async () => {
      const { id, todos, item } = await setUp()
      await item.click('Delete Milk')
      assert.equal(item.removed, true)
      assert.equal(await todos.find(id), undefined)
    })

    it('is stale once somebody else has deleted it', async () => {
      for (const method of ['toggle', 'edit', 'remove'] as const) {
        const { id, todos, item } = await setUp()
        await (await todos.find(id))?.delete()
        const { message } = await expectStale(item.call(method))
        assert.equal(message, 'That to-do was deleted.')
        assert.equal(item.isThere, false)
      }
    })

    it('opens no forged state, and none that is older than a day', async () => {
      const { item, clock } = await setUp()
      await expectForgeriesRefused(item, 'toggle')
      clock.advance(24 * 3_600_000 + 1000)
      await expectRefused(item.call('toggle'), 'StateExpired')
    })
  })

  for (const { mode, javascript } of bothModes) {
    describe(`the page of to-dos ${mode}`, () => {
      it('puts a new to-do on top', async () => {
        const { list, titles } = await open(javascript, 'Bread')
        await list.submit('add', { 'New to-do': 'Candles' })
        assert.deepEqual(titles(), ['Candles', 'Bread'])
        assert.match(list.html, /<input [^>]*name="title" [^>]*value=""/)
      })

      it('says what is wrong with a new to-do', async () => {
        const { list, titles } = await open(javascript, 'Bread')
        await list.submit('add', { 'New to-do': '   ' })
        assert.deepEqual(list.errors, { title: ['Say what is to be done.'] })
        assert.match(list.html, /<input [^>]*name="title" [^>]*value="   "/)
        assert.deepEqual(titles(), ['Bread'])
      })

      it('filters', async () => {
        const { page, list, titles } = await open(javascript, 'Bread', 'Milk')
        await page.click('Milk')
        await list.click('Done')
        assert.deepEqual(list.publicState, { filter: 'done' })
        assert.deepEqual(titles(), ['Milk'])
        await list.click('Open')
        assert.deepEqual(titles(), ['Bread'])
      })

      it('goes on with a list that another tab has changed', async () => {
        const { list, titles } = await open(javascript, 'Bread', 'Milk')
        await (await demo.data.todos.list('all'))[0]?.delete()
        await demo.data.todos.add('Wax')
        await list.call('show', { which: 'all' })
        assert.deepEqual(titles(), ['Wax', 'Milk'])
      })

      it('takes no click of another site', async () => {
        const { page } = await open(javascript, 'Bread')
        const item = page.find(todoItem)
        await expectRefused(item.from('https://evil.example').click('Bread'), 'CrossSite')
        assert.equal((await demo.data.todos.list('done')).length, 0)
      })
    })
  }
})
