import { defineComponent } from 'sealwax'
import { z } from 'zod'

const line = (message: string) => z.string().trim().min(1, message).max(60, 'Keep it shorter.')

/** An address that is changed in a dialog. */
export const senderCard = defineComponent({
  name: 'sender-card',
  template: 'examples/modal/sender-card.njk',
  state: () => ({ name: 'Ada Byron', town: 'Marylebone' }),
  publicState: z.object({ isOpen: z.boolean().default(false) }),
  methods: {
    open(self) {
      self.isOpen = true
    },
    close(self) {
      self.isOpen = false
    },
    save: {
      params: z.object({ newName: line('Write a name.'), newTown: line('Write a town.') }),
      run(self, { newName, newTown }) {
        Object.assign(self.state, { name: newName, town: newTown })
        self.isOpen = false
      },
    },
  },
})
