import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'
import { goOnAt } from '../go-on-at.ts'
import { rootOfCard } from './roots.ts'
import { noteSchema, titleSchema } from './schemas.ts'
import { topicOfCard } from './topics.ts'

/** One card: read it, write it anew in its place, delete it. */
export const boardCard = defineComponent({
  name: 'board-card',
  template: 'components/board-card.njk',
  args: z.object({ cardId: z.number().int(), listId: z.number().int() }),
  publicState: z.object({ editing: z.boolean().default(false) }),
  async load({ args, ctx }) {
    const card = await ctx.state.board.findCard(args.cardId)
    if (!card) throw stale('That card was deleted.')
    if (card.listId !== args.listId) throw stale('That card was moved to another list.')
    return { card }
  },
  topics: ({ args }) => [topicOfCard(args.cardId)],
  methods: {
    edit(self) {
      self.editing = true
      self.client.focus('title')
    },
    cancel(self) {
      self.editing = false
    },
    write: {
      params: z.object({ title: titleSchema, note: noteSchema }),
      async run(self, texts) {
        await self.card.write(texts)
        await self.ctx.sealwax.publish(topicOfCard(self.card.id))
        self.editing = false
        goOnAt(self, rootOfCard(self.card.listId, self.card.id))
      },
    },
    async remove(self) {
      await self.card.delete()
      await self.ctx.sealwax.publish(topicOfCard(self.card.id))
      self.client.message(`“${self.card.title}” was deleted.`)
      self.client.remove()
    },
  },
})
