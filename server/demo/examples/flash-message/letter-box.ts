import { defineComponent } from 'sealwax'
import { z } from 'zod'

/** Sends a letter, goes to another page, and says there what was done. */
export const letterBox = defineComponent({
  name: 'letter-box',
  template: 'examples/flash-message/letter-box.njk',
  methods: {
    send: {
      params: z.object({
        to: z.string().trim().min(1, 'Write a name.').max(60, 'Keep it shorter.'),
      }),
      run(self, { to }) {
        self.client.message(`Your letter to ${to} is on its way.`)
        self.client.redirect('?sent=1')
      },
    },
  },
})
