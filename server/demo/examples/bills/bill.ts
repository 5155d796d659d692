import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'
import { billRows } from './rows.ts'

/** A row with a state of its own. */
export const bill = defineComponent({
  name: 'bill',
  template: 'examples/bills/bill.njk',
  args: z.object({ billId: z.number().int() }),
  state: () => ({ paid: false }),
  load({ args }) {
    const row = billRows.find(({ id }) => id === args.billId)
    if (!row) throw stale('That bill was withdrawn.')
    return { row }
  },
  methods: {
    pay(self) {
      self.state.paid = true
    },
  },
})
