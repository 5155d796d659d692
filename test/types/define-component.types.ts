/* oxlint-disable no-unused-expressions, typescript/no-unnecessary-type-parameters -- types only */
/*
 * What TypeScript infers of a component without annotations. Nothing here runs: `tsc --noEmit` is the test, and
 * each @ts-expect-error is an assertion that the next line is an error.
 */
import * as v from 'valibot'
import { z } from 'zod'
import { type Client, type Ctx, defineComponent } from '../../server/core/index.ts'

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Compiles only if both types are the same. */
function same<A, B>(_same: Equal<A, B>): void {}

interface Todo {
  readonly title: string
  toggle(): Promise<void>
}
declare const findTodo: (id: number) => Promise<Todo>
declare const todos: readonly Todo[]

// What the literal yields without a single annotation.
export const todoItem = defineComponent({
  name: 'todo-item',
  template: 'todo-item.njk',
  args: z.object({ todoId: z.number().int() }),
  publicState: z.object({ editing: z.boolean().default(false) }),
  state: () => ({ toggles: 0 }),
  init({ args, ctx }) {
    same<typeof args, { todoId: number }>(true)
    same<typeof ctx, Ctx>(true)
    return { publicState: { editing: true }, state: { toggles: args.todoId } }
  },
  authorize({ args, state, method }) {
    same<typeof args, { todoId: number }>(true)
    same<typeof state, { toggles: number }>(true)
    same<typeof method, string>(true)
    return true
  },
  async load({ args, publicState, state }) {
    same<typeof args, { todoId: number }>(true)
    same<typeof publicState, { editing: boolean }>(true)
    same<typeof state, { toggles: number }>(true)
    return { todo: await findTodo(args.todoId) }
  },
  methods: {
    async toggle(self) {
      same<typeof self.args, Readonly<{ todoId: number }>>(true)
      same<typeof self.state, { toggles: number }>(true)
      same<typeof self.client, Client>(true)
      same<typeof self.ctx, Ctx>(true)
      same<typeof self.editing, boolean>(true)
      same<typeof self.todo, Todo>(true)
      self.editing = false
      self.state.toggles++
      await self.todo.toggle()
      self.client.remove()
      // @ts-expect-error nothing else is on self
      self.nope
      // @ts-expect-error what load returned is read-only
      self.todo = await findTodo(1)
      // @ts-expect-error args are read-only
      self.args.todoId = 2
      // @ts-expect-error state is changed, not replaced
      self.state = { toggles: 0 }
      // @ts-expect-error public state keeps its type
      self.editing = 'yes'
      // @ts-expect-error server state is not flat on self
      self.toggles
    },
    rename: {
      params: z.object({ title: z.string(), count: z.coerce.number() }),
      once: true,
      reload: false,
      download: false,
      async run(self, params) {
        same<typeof params, { title: string; count: number }>(true)
        same<typeof self.todo, Todo>(true)
        self.editing = false
        // @ts-expect-error
        params.nope
      },
    },
    plain: {
      run(self, params) {
        same<typeof params, undefined>(true)
        same<typeof self.todo, Todo>(true)
      },
    },
  },
})

same<typeof todoItem.name, string>(true)
same<
  keyof NonNullable<NonNullable<typeof todoItem.types>['params']>,
  'toggle' | 'rename' | 'plain'
>(true)

// valibot, and params in the other order.
defineComponent({
  name: 'a',
  template: 'a.njk',
  args: v.object({ id: v.number() }),
  publicState: v.object({ open: v.boolean(), note: v.optional(v.string(), '') }),
  load: ({ args }) => ({ double: args.id * 2 }),
  methods: {
    go: {
      run(self, { title }) {
        same<typeof title, string>(true)
        same<typeof self.double, number>(true)
        same<typeof self.note, string>(true)
      },
      params: v.object({ title: v.string() }),
    },
  },
})

// Little is enough: no args, no state, no load, no methods.
defineComponent({ name: 'a', template: 'a.njk' })
defineComponent({
  name: 'a',
  template: 'a.njk',
  methods: {
    go(self) {
      self.client.focus('x')
      // @ts-expect-error there is no public state
      self.open
      // @ts-expect-error there is no state
      self.state.open
    },
  },
})
defineComponent({
  name: 'a',
  template: 'a.njk',
  load: () => ({ count: todos.length }),
  methods: { go: (self) => same<typeof self.count, number>(true) },
})

// Several returns make a union, which narrows.
declare const user: { readonly name: string } | undefined
defineComponent({
  name: 'a',
  template: 'a.njk',
  load() {
    if (user === undefined) return { kind: 'guest' as const }
    return { kind: 'user' as const, user }
  },
  methods: {
    go(self) {
      same<typeof self.kind, 'guest' | 'user'>(true)
      if (self.kind === 'user') same<typeof self.user.name, string>(true)
      // @ts-expect-error a guest has no name
      self.user.name
    },
  },
})
defineComponent({
  name: 'a',
  template: 'a.njk',
  async load() {
    if (user === undefined) return { user: null, items: [] as readonly Todo[] }
    return { user, items: todos }
  },
  methods: { go: (self) => same<typeof self.items, readonly Todo[]>(true) },
})
const kinds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('a'), x: z.number() }),
  z.object({ kind: z.literal('b') }),
])
defineComponent({
  name: 'a',
  template: 'a.njk',
  publicState: kinds,
  methods: { go: (self) => (self.kind === 'a' ? same<typeof self.x, number>(true) : undefined) },
})

// A key of the state may come from load too.
defineComponent({
  name: 'a',
  template: 'a.njk',
  state: () => ({ todos: [] as readonly Todo[] }),
  load: () => ({ todos }),
  methods: { go: (self) => same<typeof self.todos, typeof self.state.todos>(true) },
})

// A method may stand outside of the literal, with just what it needs of self.
const rename = (self: { readonly todo: Todo }) => self.todo.title
defineComponent({
  name: 'a',
  template: 'a.njk',
  load: async () => ({ todo: await findTodo(1) }),
  methods: { rename },
})

// Names that are taken twice.
defineComponent({
  name: 'a',
  template: 'a.njk',
  publicState: z.object({ editing: z.boolean() }),
  // @ts-expect-error load may not hide a public field
  load: () => ({ editing: new Date() }),
})
defineComponent({
  name: 'a',
  template: 'a.njk',
  args: z.object({ todoId: z.number() }),
  // @ts-expect-error load may not hide an arg
  load: () => ({ todoId: 'x' }),
})
// @ts-expect-error load may not return a word of self
defineComponent({ name: 'a', template: 'a.njk', load: () => ({ client: 1 }) })
// @ts-expect-error public state may not use a word of self
defineComponent({ name: 'a', template: 'a.njk', publicState: z.object({ state: z.string() }) })
// @ts-expect-error public state may not use a word of self
defineComponent({ name: 'a', template: 'a.njk', publicState: z.object({ ctx: z.string() }) })
defineComponent({
  name: 'a',
  template: 'a.njk',
  publicState: z.object({ open: z.boolean() }),
  // @ts-expect-error load may not hide a public field in one of several returns
  load: async () => (user === undefined ? { open: 1, user: null } : { open: 2, user }),
})
// @ts-expect-error public state has named fields
defineComponent({ name: 'a', template: 'a.njk', publicState: z.record(z.string(), z.string()) })
// @ts-expect-error public state has named fields
defineComponent({ name: 'a', template: 'a.njk', publicState: z.any() })
// @ts-expect-error public state has named fields only
defineComponent({ name: 'a', template: 'a.njk', publicState: z.looseObject({ open: z.boolean() }) })

// Params come through a schema only.
defineComponent({
  name: 'a',
  template: 'a.njk',
  methods: {
    // @ts-expect-error a plain function takes self alone
    go(_self, { title }: { title: string }) {
      return title
    },
  },
})
defineComponent({
  name: 'a',
  template: 'a.njk',
  methods: {
    // @ts-expect-error `parms` is no option
    go: { parms: z.object({}), run() {} },
  },
})
defineComponent({
  name: 'a',
  template: 'a.njk',
  methods: {
    // @ts-expect-error 5 is no schema
    go: { params: 5, run() {} },
  },
})
defineComponent({
  name: 'a',
  template: 'a.njk',
  methods: {
    // @ts-expect-error an entry has a run function
    go: { once: true },
  },
})

// Options of the wrong type.
// @ts-expect-error a component has a template
defineComponent({ name: 'a' })
// @ts-expect-error a version is a number
defineComponent({ name: 'a', template: 'a.njk', version: '1' })
// @ts-expect-error authorize answers yes or no
defineComponent({ name: 'a', template: 'a.njk', authorize: () => 'yes' })
defineComponent({
  name: 'a',
  template: 'a.njk',
  publicState: z.object({ open: z.boolean() }),
  // @ts-expect-error init gives public state of its type
  init: () => ({ publicState: { open: 'x' } }),
})
// @ts-expect-error migrate gives all parts
defineComponent({ name: 'a', template: 'a.njk', version: 2, migrate: () => ({ args: {} }) })
