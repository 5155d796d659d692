import { defineComponent } from 'sealwax'
import { z } from 'zod'

/** A count that is kept nowhere but in the page, sealed. */
export const counter = defineComponent({
  name: 'counter',
  template: 'components/counter.njk',
  args: z.object({ label: z.string() }),
  state: () => ({ count: 0 }),
  methods: {
    increment(self) {
      self.state.count++
    },
    decrement(self) {
      self.state.count--
    },
  },
})
