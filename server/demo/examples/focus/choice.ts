import { defineComponent } from 'sealwax'

/** Two buttons that take turns at one place. */
export const choice = defineComponent({
  name: 'choice',
  template: 'examples/focus/choice.njk',
  state: () => ({ isSent: false }),
  methods: {
    send(self) {
      self.state.isSent = true
    },
    callBack(self) {
      self.state.isSent = false
    },
  },
})
