import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { titleSchema } from './title-schema.ts'

const filterSchema = z.enum(['all', 'open', 'done'])

/** All to-dos, a form to add one, and a filter. */
export const todoList = defineComponent({
  name: 'todo-list',
  template: 'components/todo-list.njk',
  publicState: z.object({ filter: filterSchema.default('all') }),
  async load({ publicState, ctx }) {
    return { todos: await ctx.state.todos.list(publicState.filter) }
  },
  methods: {
    add: {
      params: z.object({ title: titleSchema }),
      async run(self, { title }) {
        await self.ctx.state.todos.add(title)
        if (self.filter === 'done') self.filter = 'all'
      },
    },
    show: {
      params: z.object({ which: filterSchema }),
      run(self, { which }) {
        self.filter = which
      },
    },
  },
})
