import { defineComponent } from 'sealwax'
import { z } from 'zod'

/** Letters that can be burnt, each after a question. */
export const drawer = defineComponent({
  name: 'drawer',
  template: 'examples/confirm/drawer.njk',
  state: () => ({ letters: ['The lease', 'A love letter', 'The bill of the tailor'], burnt: '' }),
  publicState: z.object({ asked: z.string().default('') }),
  methods: {
    burn: {
      params: z.object({ letter: z.string() }),
      run(self, { letter }) {
        // With a script hx-confirm has asked. Without one the page does, and this is the second press.
        const isSure = self.ctx.htmx.isHtmx || self.asked === letter
        self.asked = isSure ? '' : letter
        self.state.burnt = isSure ? letter : ''
        if (isSure) self.state.letters = self.state.letters.filter((kept) => kept !== letter)
      },
    },
    keep(self) {
      self.asked = ''
      self.state.burnt = ''
    },
  },
})
