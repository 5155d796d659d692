import { type Client, defineComponent } from 'sealwax'
import { z } from 'zod'

/** What `act` of `courier` asks of the browser: a test sets it. */
export const orders: { give: (client: Client) => void } = { give: () => {} }

/** Asks the browser for whatever a test wants. */
const courier = defineComponent({
  name: 'courier',
  template: 'components/courier.njk',
  publicState: z.object({ words: z.string().default(''), notes: z.string().default('') }),
  state: () => ({ acts: 0 }),
  methods: {
    act(self) {
      self.state.acts++
      orders.give(self.client)
    },
    touch(self) {
      self.state.acts++
    },
  },
})

/** One control of each kind that calls by itself. */
const probe = defineComponent({
  name: 'probe',
  template: 'components/probe.njk',
  publicState: z.object({
    words: z.string().default(''),
    notes: z.string().default(''),
    size: z.enum(['small', 'large']).default('small'),
    kind: z.enum(['letter', 'parcel']).default('letter'),
    all: z.coerce.boolean().default(false),
  }),
  state: () => ({ runs: 0 }),
  methods: {
    run(self) {
      self.state.runs++
    },
  },
})

export const clientComponents = [courier, probe]
