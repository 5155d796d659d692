import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { billRows } from './rows.ts'

const columns = ['customer', 'due', 'sum'] as const

/** A table that is sorted by its heads. */
export const bills = defineComponent({
  name: 'bills',
  template: 'examples/bills/bills.njk',
  publicState: z.object({
    by: z.enum(columns).default('due'),
    down: z.boolean().default(false),
  }),
  load({ publicState: { by, down } }) {
    const rows = billRows.toSorted((a, b) => (a[by] < b[by] ? -1 : 1))
    return { columns, ids: (down ? rows.toReversed() : rows).map(({ id }) => id) }
  },
  methods: {
    sort: {
      params: z.object({ column: z.enum(columns) }),
      run(self, { column }) {
        self.down = self.by === column && !self.down
        self.by = column
      },
    },
  },
})
