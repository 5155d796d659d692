import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { findLetters } from './letters.ts'

const limit = 9
const pageSchema = z.coerce.number().int().min(1).catch(1)

/** A table that shows one page of many rows. */
export const letterTable = defineComponent({
  name: 'letter-table',
  template: 'examples/pagination/letter-table.njk',
  state: () => ({ page: 1 }),
  init: ({ ctx }) => ({ state: { page: pageSchema.parse(ctx.query['page']) } }),
  load({ state }) {
    const { letters, count } = findLetters({ offset: (state.page - 1) * limit, limit })
    return { letters, count, pages: Math.ceil(count / limit) }
  },
  methods: {
    show: {
      params: z.object({ number: pageSchema }),
      run(self, { number }) {
        self.state.page = number
        self.client.pushUrl(`?page=${number}#letter-table-post`)
      },
    },
  },
})
