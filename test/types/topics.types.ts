/* What TypeScript infers of `topics`. Nothing here runs: `tsc --noEmit` is the test. */
import { z } from 'zod'
import { defineComponent } from '../../server/core/index.ts'

export const card = defineComponent({
  name: 'card',
  template: 'card.njk',
  args: z.object({ cardId: z.number() }),
  publicState: z.object({ open: z.boolean().default(false) }),
  state: () => ({ count: 0 }),
  async load() {
    return { listId: 7 }
  },
  topics(self) {
    const parts: [number, boolean, number, number] = [
      self.args.cardId,
      self.open,
      self.state.count,
      self.listId,
    ]
    // @ts-expect-error public state is read-only here
    self.open = true
    // @ts-expect-error server state is read-only here
    self.state.count = 1
    // @ts-expect-error args are read-only
    self.args.cardId = 1
    // @ts-expect-error nothing is asked of the browser here
    self.client.remove()
    // @ts-expect-error load returns no such name
    void self.other
    return [parts.join(':'), self.ctx.path]
  },
  methods: {
    look(self) {
      self.open = self.listId > self.state.count
    },
  },
})

export const wrong = defineComponent({
  name: 'wrong',
  template: 'wrong.njk',
  // @ts-expect-error topics are texts
  topics: () => [7],
})
