import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'

/** One entry. Its id travels sealed: nobody can ask for another one's. */
export const entry = defineComponent({
  name: 'entry',
  template: 'components/entry.njk',
  args: z.object({ id: z.number().int() }),
  // Asked before each call. It, not a missing button, keeps others from removing an entry.
  async authorize({ args, method, ctx }) {
    if (method === '') return true // it is only drawn
    const found = await ctx.state.entries.find(args.id)
    return found === undefined || found.author === ctx.session.author
  },
  async load({ args, ctx }) {
    const found = await ctx.state.entries.find(args.id)
    if (found === undefined) throw stale('This entry was removed.')
    return { name: found.name, text: found.text, isMine: found.author === ctx.session.author }
  },
  methods: {
    async remove(self) {
      await self.ctx.state.entries.remove(self.args.id)
      self.client.remove()
    },
  },
})
