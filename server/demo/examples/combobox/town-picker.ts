import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { findTowns } from './towns.ts'

/** A field that offers towns while one is typed. */
export const townPicker = defineComponent({
  name: 'town-picker',
  template: 'examples/combobox/town-picker.njk',
  publicState: z.object({
    typed: z.string().trim().max(40).default(''),
    town: z.string().default(''),
  }),
  load({ publicState: { typed, town } }) {
    const isOpen = typed !== '' && typed !== town
    return { isOpen, towns: isOpen ? findTowns(typed) : [] }
  },
  methods: {
    choose: {
      params: z.object({ name: z.string().max(40) }),
      run(self, { name }) {
        self.town = name
        self.typed = name
        self.client.focus('typed')
      },
    },
  },
})
