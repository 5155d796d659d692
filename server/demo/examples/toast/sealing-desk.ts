import { defineComponent } from 'sealwax'

/** Says in passing what was done. */
export const sealingDesk = defineComponent({
  name: 'sealing-desk',
  template: 'examples/toast/sealing-desk.njk',
  state: () => ({ count: 0 }),
  methods: {
    seal(self) {
      self.state.count++
      self.client.message(`Letter ${self.state.count} is sealed.`)
    },
  },
})
