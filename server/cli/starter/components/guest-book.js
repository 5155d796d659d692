import { randomUUID } from 'node:crypto'
import { defineComponent } from 'sealwax'
import { z } from 'zod'

/** The guest book: a form to sign it, and all entries. */
export const guestBook = defineComponent({
  name: 'guest-book',
  template: 'components/guest-book.njk',
  async load({ ctx }) {
    return { entries: await ctx.state.entries.list() }
  },
  methods: {
    sign: {
      params: z.object({
        name: z.string().trim().min(1, 'Please give your name.').max(60),
        text: z.string().trim().min(1, 'Please write something.').max(500),
      }),
      async run(self, { name, text }) {
        // Who wrote an entry may remove it, as long as the session lasts.
        self.ctx.session.author ??= randomUUID()
        await self.ctx.state.entries.add({ name, text, author: self.ctx.session.author })
      },
    },
  },
})
