import { defineComponent } from 'sealwax'
import { z } from 'zod'

/** What one user wrote for nobody else; for everybody else a letter that is closed. */
export const privateNotes = defineComponent({
  name: 'private-notes',
  template: 'components/private-notes.njk',
  // No user has the id 0.
  args: z.object({ ownerId: z.number().int().default(0) }),
  state: () => ({ uses: 0 }),
  authorize: ({ args, ctx }) => ctx.state.user?.id === args.ownerId,
  async load({ args, ctx }) {
    return { notes: await ctx.state.notes.list(args.ownerId) }
  },
  methods: {
    /** On a closed letter: `authorize` says no, which leads to the page to log in at. */
    open() {},
    add: {
      params: z.object({
        text: z.string().trim().min(1, 'Write something.').max(300, 'Keep it to 300 characters.'),
      }),
      async run(self, { text }) {
        await self.ctx.state.notes.add(self.args.ownerId, text)
        self.state.uses++
      },
    },
    remove: {
      params: z.object({ noteId: z.number().int() }),
      async run(self, { noteId }) {
        await self.ctx.state.notes.delete(self.args.ownerId, noteId)
        self.state.uses++
      },
    },
  },
})
