import { defineComponent } from 'sealwax'
import { z } from 'zod'

const texts = {
  Ada: 'The engine weaves patterns as the loom weaves leaves.',
  Grace: 'We have found the bug. It was a moth.',
  Emmy: 'What does not change is what counts.',
}
const senders = ['Ada', 'Grace', 'Emmy'] as const
const senderSchema = z.enum(senders).or(z.literal('')).catch('')

/** Letters that are opened one at a time, each under its own URL and title. */
export const letterTray = defineComponent({
  name: 'letter-tray',
  template: 'examples/page-title/letter-tray.njk',
  state: () => ({ sender: senderSchema.parse('') }),
  init: ({ ctx }) => ({ state: { sender: senderSchema.parse(ctx.query['from']) } }),
  load: ({ state: { sender } }) => ({ senders, text: sender && texts[sender] }),
  methods: {
    open: {
      params: z.object({ from: z.enum(senders) }),
      run(self, { from }) {
        self.state.sender = from
        self.client.pushUrl(`?from=${from}`)
        self.client.title(`Letter from ${from} · Sealwax`)
      },
    },
  },
})
