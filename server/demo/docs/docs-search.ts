import { defineComponent } from 'sealwax'
import { z } from 'zod'

const longest = 200

/** Finds pages of the docs while somebody types. */
export const docsSearch = defineComponent({
  name: 'docs-search',
  template: 'components/docs-search.njk',
  args: z.object({ asked: z.string().default('') }),
  publicState: z.object({
    q: z
      .string()
      .transform((q) => q.slice(0, longest))
      .default(''),
  }),
  init: ({ args }) => ({ publicState: { q: args.asked } }),
  load({ publicState, ctx }) {
    const isAsked = publicState.q.trim() !== ''
    return { isAsked, found: isAsked ? ctx.state.docs.search(publicState.q) : [] }
  },
  methods: {
    search(self) {
      self.client.redirect(`/docs/search?q=${encodeURIComponent(self.q)}`)
    },
  },
})
