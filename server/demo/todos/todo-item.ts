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
  methods: {
    async toggle(self) {
      await self.todo.toggle()
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
        self.editing = false
      },
    },
    async remove(self) {
      await self.todo.delete()
      self.client.remove()
    },
  },
})
