import { defineComponent } from 'sealwax'
import { z } from 'zod'

export const greeting = defineComponent({
  name: 'greeting',
  template: 'examples/greeting/greeting.njk',
  publicState: z.object({ name: z.string().default('') }),
  state: () => ({ greeted: 0 }),
  methods: {
    greet(self) {
      self.state.greeted++
    },
  },
})
