import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'
import { titleSchema } from './title-schema.ts'

/** One to-do: tick, rename in place, delete. */
export const todoItem = defineComponent({
  name: 'todo-item',
  template: 'components/todo-item.njk',
  args: z.object({ todoId: z.number().int() }),
  publicState: z.object({ editing: z.boolean().default(false) }),
  state: () => ({ toggles: 0 }),
  async load({ args, ctx }) {
    const todo = await ctx.state.todos.find(args.todoId)
    if (!todo) throw stale('That to-do was deleted.')
    return { todo }
  },
  topics: ({ args }) => [`todo:${args.todoId}`],
  methods: {
    async toggle(self) {
      await self.todo.toggle()
      await self.ctx.sealwax.publish(`todo:${self.todo.id}`)
      self.state.toggles++
    },
    edit(self) {
      self.editing = true
      self.client.focus('title')
    },
    cancel(self) {
      self.editing = false
    },
    rename: {
      params: z.object({ title: titleSchema }),
      async run(self, { title }) {
        await self.todo.rename(title)
        await self.ctx.sealwax.publish(`todo:${self.todo.id}`)
        self.editing = false
      },
    },
    async remove(self) {
      await self.todo.delete()
      await self.ctx.sealwax.publish(`todo:${self.todo.id}`)
      self.client.remove()
    },
  },
})
