import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { rootOfList } from './roots.ts'
import { titleSchema } from './schemas.ts'
import { boardTopic, topicOfList } from './topics.ts'

/** The lists side by side. What is in them is theirs: a call here leaves them alone. */
export const board = defineComponent({
  name: 'board',
  template: 'components/board.njk',
  async load({ ctx }) {
    return { listIds: await ctx.state.board.listIds() }
  },
  topics: () => [boardTopic],
  methods: {
    add: {
      params: z.object({ title: titleSchema }),
      async run(self, { title }) {
        const last = self.listIds.at(-1)
        await self.ctx.state.board.addList(title)
        await self.ctx.sealwax.publish(boardTopic)
        // Its cards can be moved to the new list from now on.
        if (last === undefined) return
        self.client.refresh(rootOfList(last))
        await self.ctx.sealwax.publish(topicOfList(last))
      },
    },
  },
})
