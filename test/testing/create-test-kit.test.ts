import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createTestKit, expectForgeriesRefused, expectRefused, expectStale } from 'sealwax/testing'
import { todoItem } from '../../server/demo/todos/todo-item.ts'
import { todoList } from '../../server/demo/todos/todo-list.ts'

const views = fileURLToPath(new URL('../../views/demo', import.meta.url))

function createTodos(...titles: string[]) {
  const rows = titles.map((title, index) => {
    const todo = {
      id: index + 1,
      title,
      done: false,
      toggle: async () => void (todo.done = !todo.done),
      rename: async (title: string) => void (todo.title = title),
      delete: async () => void rows.splice(rows.indexOf(todo), 1),
    }
    return todo
  })
  return {
    rows,
    find: async (id: number) => rows.find((row) => row.id === id),
    list: async () => rows,
  }
}

function setUp() {
  const todos = createTodos('Bread', 'Milk')
  return { todos, ...createTestKit({ components: [todoItem, todoList], views, state: { todos } }) }
}

describe('createTestKit', () => {
  it('draws a component and calls its methods', async () => {
    const { render } = setUp()
    const item = await render(todoItem, { todoId: 1 })
    assert.equal(item.text, 'Bread')
    assert.deepEqual(item.state, { toggles: 0 })
    await item.call('toggle')
    assert.equal(item.state.toggles, 1)
    assert.match(item.html, /aria-pressed="true"/)
    await item.click('Edit Bread')
    assert.equal(item.publicState.editing, true)
    await item.submit('rename', { 'New title': ' ' })
    assert.deepEqual(item.errors, { title: ['Say what is to be done.'] })
    await item.call('rename', { title: 'Rye bread' })
    assert.equal(item.text, 'Rye bread')
    await item.call('remove')
    assert.equal(item.removed, true)
  })

  it('goes on in a parent', async () => {
    const { render, todos } = setUp()
    const list = await render(todoList)
    const item = list.find('todo-item-2')
    await item.call('toggle')
    await item.call('edit')
    await list.call('show', { which: 'all' })
    assert.equal(item.state['toggles'], 1)
    await todos.rows[1]?.delete()
    await expectStale(item.call('toggle'))
    assert.equal(item.isThere, false)
    assert.equal(list.findAll('todo-item').length, 1)
  })

  it('refuses', async () => {
    const { render, clock } = setUp()
    const item = await render(todoItem, { todoId: 1 })
    await expectForgeriesRefused(item, 'toggle')
    clock.advance(25 * 3_600_000)
    await expectRefused(item.call('toggle'), 'StateExpired')
    await expectStale(render(todoItem, { todoId: 99 }))
  })
})
