import { type Client, type Ctx, defineComponent, InvalidInput, stale } from 'sealwax'
import { z } from 'zod'
import { goOnAt } from '../go-on-at.ts'
import type { List } from './list.ts'
import { rootOfCard, rootOfList } from './roots.ts'
import { titleSchema } from './schemas.ts'
import { boardTopic, topicOfCard, topicOfList } from './topics.ts'

const id = z.number().int()

/** One list: its cards in order. Moving a card is its business, since the order is. */
export const boardList = defineComponent({
  name: 'board-list',
  template: 'components/board-list.njk',
  args: z.object({ listId: id }),
  publicState: z.object({ renaming: z.boolean().default(false) }),
  async load({ args, ctx }) {
    const list = await ctx.state.board.findList(args.listId)
    if (!list) throw stale('That list was deleted.')
    return { list }
  },
  topics: ({ args }) => [topicOfList(args.listId)],
  methods: {
    edit(self) {
      self.renaming = true
      self.client.focus('name')
    },
    cancel(self) {
      self.renaming = false
    },
    rename: {
      params: z.object({ name: titleSchema }),
      async run(self, { name }) {
        await self.list.rename(name)
        self.renaming = false
        await self.ctx.sealwax.publish(topicOfList(self.list.id))
        await refreshNeighbours(self)
      },
    },
    add: {
      params: z.object({ title: titleSchema }),
      async run(self, { title }) {
        await self.list.add(title)
        await self.ctx.sealwax.publish(topicOfList(self.list.id))
        goOnAt(self, rootOfList(self.list.id))
      },
    },
    move: {
      params: z.object({ cardId: id, by: z.literal([1, -1]) }),
      async run(self, { cardId, by }) {
        const moved = await self.list.move(cardId, by)
        await self.ctx.sealwax.publish(topicOfList(self.list.id))
        goOnAt(self, rootOfCard(self.list.id, cardId))
        const card = titleOf(self.list, cardId)
        self.client.message(
          moved ? `${card} is ${moved.place} of ${moved.count}.` : `${card} is no longer here.`,
        )
      },
    },
    send: {
      params: z.object({ cardId: id, to: id }),
      async run(self, { cardId, to }) {
        const { before, after } = self.list
        const target = [before, after].find((list) => list?.id === to)
        const isSent = target !== undefined && (await self.list.send(cardId, to))
        const card = titleOf(self.list, cardId)
        if (!isSent) return self.client.message(`${card} can’t go there any more.`)
        await self.ctx.sealwax.publish(
          topicOfCard(cardId),
          topicOfList(self.list.id),
          topicOfList(to),
        )
        self.client.message(`${card} is now in ${target.title}.`)
        self.client.refresh(rootOfList(to))
        goOnAt(self, rootOfCard(to, cardId))
        return { focusIn: rootOfCard(to, cardId) }
      },
    },
    async remove(self) {
      if (!(await self.list.delete())) throw new InvalidInput([{ path: '', message: notEmpty }])
      await self.ctx.sealwax.publish(topicOfList(self.list.id), boardTopic)
      await refreshNeighbours(self)
      self.client.remove()
    },
  },
})

const notEmpty = 'There is a card in this list: move it first, or delete it.'

interface Self {
  readonly list: List
  readonly client: Client
  readonly ctx: Ctx
}

/** Their buttons say where a card would go. */
async function refreshNeighbours({ list, client, ctx }: Self): Promise<void> {
  for (const neighbour of [list.before, list.after]) {
    if (!neighbour) continue
    client.refresh(rootOfList(neighbour.id))
    await ctx.sealwax.publish(topicOfList(neighbour.id))
  }
}

function titleOf({ cards }: List, cardId: number): string {
  const card = cards.find(({ id }) => id === cardId)
  return card ? `“${card.title}”` : 'That card'
}
