import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'
import { batched } from '../../../server/demo/batch.ts'
import { lists } from './board.ts'
import type { Line, Store, Todo } from './store.ts'

const todoId = z.number().int()

/** The components of the measured pages, as an app would write them. */
export function createComponents(store: Store) {
  const findTogether = batched(async (ids: number[]) => store.findMany(ids))
  return [
    counter,
    todoItem('todo-item', store, store.find),
    todoItem('todo-pick', store, findTogether),
    small,
    bare,
    buttons,
    todoList(store),
    listRow(store),
    draft,
    sheet(store),
    board,
    boardList,
    boardCard,
  ]
}

const counter = defineComponent({
  name: 'counter',
  template: 'sealwax/counter.njk',
  args: z.object({ label: z.string() }),
  state: () => ({ count: 0 }),
  methods: {
    increment(self) {
      self.state.count++
    },
  },
})

type Find = (id: number) => Todo | undefined | Promise<Todo | undefined>

function todoItem(name: string, store: Store, find: Find) {
  return defineComponent({
    name,
    template: 'sealwax/todo-item.njk',
    args: z.object({ todoId }),
    publicState: z.object({ editing: z.boolean().default(false) }),
    state: () => ({ toggles: 0 }),
    async load({ args }) {
      const todo = await find(args.todoId)
      if (!todo) throw stale('That to-do was deleted.')
      return { todo }
    },
    methods: {
      toggle(self) {
        store.toggle(self.todo.id)
        self.state.toggles++
      },
      remove(self) {
        self.client.remove()
      },
    },
  })
}

const filter = z.enum(['all', 'open', 'done']).default('all')

/** The state whose length is measured. */
const small = defineComponent({
  name: 'todo-mini',
  template: 'sealwax/bare.njk',
  args: z.object({ todoId }),
  publicState: z.object({ filter, editing: z.boolean().default(false) }),
})

/** What a component and a control cost in bytes: one without controls, one with ten. */
const bare = defineComponent({
  name: 'todo-bare',
  template: 'sealwax/bare.njk',
  args: z.object({ todoId }),
  publicState: z.object({ editing: z.boolean().default(false) }),
  state: () => ({ toggles: 0 }),
  methods: { toggle() {} },
})

const buttons = defineComponent({
  name: 'todo-full',
  template: 'sealwax/buttons.njk',
  args: z.object({ todoId }),
  publicState: z.object({ editing: z.boolean().default(false) }),
  state: () => ({ toggles: 0 }),
  methods: { toggle() {} },
})

/** A parent of a hundred: `touch` changes none of them, `mark` the first. */
function todoList(store: Store) {
  return defineComponent({
    name: 'todo-list',
    template: 'sealwax/todo-list.njk',
    args: z.object({ rows: z.number().int() }),
    state: () => ({ touches: 0, marks: 0 }),
    async load({ args }) {
      return { ids: store.ids(100).slice(0, args.rows) }
    },
    methods: {
      touch(self) {
        self.state.touches++
      },
      mark(self) {
        self.state.touches++
        self.state.marks++
      },
    },
  })
}

function listRow(store: Store) {
  return defineComponent({
    name: 'list-row',
    template: 'sealwax/list-row.njk',
    args: z.object({ todoId, mark: z.number().int() }),
    publicState: z.object({ editing: z.boolean().default(false) }),
    async load({ args }) {
      const todo = store.find(args.todoId)
      if (!todo) throw stale('That to-do was deleted.')
      return { todo }
    },
    methods: { toggle() {} },
  })
}

/** Ten kilobytes of public state. */
const draft = defineComponent({
  name: 'draft',
  template: 'sealwax/draft.njk',
  publicState: z.object({ text: z.string().max(20_000).default('') }),
  methods: { save() {} },
})

/** A table whose rows are sealed. */
function sheet(store: Store) {
  return defineComponent({
    name: 'sheet',
    template: 'sealwax/sheet.njk',
    state: (): { lines: Line[] } => ({ lines: [] }),
    init: () => ({ state: { lines: store.lines() } }),
    methods: {
      turn(self) {
        self.state.lines.reverse()
      },
    },
  })
}

const board = defineComponent({
  name: 'board',
  template: 'sealwax/board.njk',
  async load() {
    return { lists }
  },
  methods: { add() {} },
})

const boardList = defineComponent({
  name: 'board-list',
  template: 'sealwax/board-list.njk',
  args: z.object({ at: z.number().int() }),
  async load({ args }) {
    return { list: lists[args.at] }
  },
  methods: { move: { params: z.object({ card: z.string() }), run() {} } },
})

const boardCard = defineComponent({
  name: 'board-card',
  template: 'sealwax/board-card.njk',
  args: z.object({ title: z.string() }),
  methods: { remove() {} },
})
