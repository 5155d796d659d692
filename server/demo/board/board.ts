import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { rootOfList } from './roots.ts'
import { titleSchema } from './schemas.ts'

/** The lists side by side. What is in them is theirs: a call here leaves them alone. */
export const board = defineComponent({
  name: 'board',
  template: 'components/board.njk',
  async load({ ctx }) {
    return { listIds: await ctx.state.board.listIds() }
  },
  methods: {
    add: {
      params: z.object({ title: titleSchema }),
      async run(self, { title }) {
        const last = self.listIds.at(-1)
        await self.ctx.state.board.addList(title)
        // Its cards can be moved to the new list from now on.
        if (last !== undefined) self.client.refresh(rootOfList(last))
      },
    },
  },
})
