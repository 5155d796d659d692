import { setTimeout } from 'node:timers/promises'
import { defineComponent } from 'sealwax'

const slow = 1200

/** Does what takes a while. */
export const scales = defineComponent({
  name: 'scales',
  template: 'examples/busy/scales.njk',
  state: () => ({ sheets: 3, grams: 0, isUrgent: false }),
  methods: {
    async weigh(self) {
      await setTimeout(slow)
      self.state.sheets++
      self.state.grams = self.state.sheets * 5
    },
    async mark(self) {
      await setTimeout(slow)
      self.state.isUrgent = !self.state.isUrgent
    },
  },
})
