import type { Control, Kind, Rows, Self, Todo } from './kind.ts'

const filters = ['all', 'open', 'done']
const blank = 'Say what is to be done.'

/** `todo-list`: its filter, what is wrong with a new title, a row for each to-do. */
export const todoList: Kind = {
  start: { filter: 'all' },
  blank,
  isThere: () => true,
  methods: {
    add({ rows, state }, { title }: { title: string }) {
      rows.todos.unshift({ id: rows.nextTodo++, title: title.trim(), done: false })
      return state['filter'] === 'done' ? { state: { filter: 'all' } } : undefined
    },
    show: (_, { which }) => ({ state: { filter: which } }),
  },
  draw: ({ rows, id, state }, refused) => ({
    shown: { filter: state['filter'], problem: refused?.problem ?? null },
    forms: { add: { title: refused?.typed['title'] ?? '' } },
    children: rows.todos
      .filter(({ done }) => state['filter'] === 'all' || done === (state['filter'] === 'done'))
      .map((todo) => ({
        kind: 'todo-item',
        id: `${id}__todo-item-${todo.id}`,
        args: { todoId: todo.id },
      })),
  }),
  controls: () =>
    filters.map((which, at) => ({
      method: 'show',
      params: { which },
      selector: `.filter:nth-child(${at + 1})`,
    })),
}

/** `todo-item`: title and tick, or a form with the title. */
export const todoItem: Kind = {
  start: { editing: false, toggles: 0 },
  blank,
  isThere: (self) => find(self) !== undefined,
  methods: {
    toggle(self) {
      const todo = found(self)
      todo.done = !todo.done
      return { state: { ...self.state, toggles: self.state['toggles'] + 1 } }
    },
    edit: ({ state }) => ({ state: { ...state, editing: true } }),
    cancel: ({ state }) => ({ state: { ...state, editing: false } }),
    rename(self, { title }: { title: string }) {
      found(self).title = title.trim()
      return { state: { ...self.state, editing: false } }
    },
    remove(self) {
      const { todos } = self.rows
      todos.splice(todos.indexOf(found(self)), 1)
      return { removed: true }
    },
  },
  draw(self, refused) {
    const { title, done } = found(self)
    if (!self.state['editing']) return { shown: { title, done }, forms: {}, children: [] }
    return {
      shown: { problem: refused?.problem ?? null },
      forms: { rename: { title: refused?.typed['title'] ?? title } },
      children: [],
    }
  },
  controls: ({ shown }) => ('title' in shown ? [toggle, edit, remove] : [cancel]),
}

const toggle: Control = { method: 'toggle', params: {}, selector: '.toggle' }
const edit: Control = { method: 'edit', params: {}, selector: '[aria-label^=Edit]' }
const remove: Control = { method: 'remove', params: {}, selector: '[aria-label^=Delete]' }
const cancel: Control = { method: 'cancel', params: {}, selector: '.button-plain' }

function find({ rows, args }: Pick<Self, 'args'> & { rows: Rows }): Todo | undefined {
  return rows.todos.find(({ id }) => id === args['todoId'])
}

function found(self: Self): Todo {
  const todo = find(self)
  if (todo === undefined) throw new Error('no such to-do')
  return todo
}
