import { defineComponent } from 'sealwax'
import { z } from 'zod'

const names = ['Ada', 'Barbara', 'Grace', 'Margaret']

/** A list that turns: the first goes to the end. */
export const guests = defineComponent({
  name: 'guests',
  template: 'examples/guests/guests.njk',
  state: () => ({ order: names }),
  methods: {
    turn(self) {
      const [first = '', ...rest] = self.state.order
      self.state.order = [...rest, first]
    },
    dismiss(self) {
      self.state.order = self.state.order.slice(1)
    },
  },
})

/** A guest, and how often somebody waved. */
export const guest = defineComponent({
  name: 'guest',
  template: 'examples/guests/guest.njk',
  args: z.object({ name: z.string() }),
  state: () => ({ waves: 0 }),
  methods: {
    wave(self) {
      self.state.waves++
    },
  },
})
