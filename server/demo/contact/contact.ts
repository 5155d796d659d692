import { defineComponent, InvalidInput } from 'sealwax'
import { z } from 'zod'
import { goOnAt } from '../go-on-at.ts'
import { maxLetters } from './letter-store.ts'
import { senderOf } from './sender.ts'
import { topicChoices, topicIds, topicOf } from './topics.ts'

const maxFiles = 4
const megabyte = 1024 * 1024
const fileTypes = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'application/pdf',
  'text/plain',
]

/** A letter to us, and below it those that were sent. */
export const contact = defineComponent({
  name: 'contact',
  template: 'components/contact.njk',
  publicState: z.object({ topic: z.enum(topicIds).default(topicIds[0]) }),
  async load({ publicState, ctx }) {
    return {
      topics: topicChoices,
      maxFiles,
      abouts: topicOf(publicState.topic).abouts,
      letterIds: await ctx.state.letters.listIds(senderOf(ctx)),
      // Without a script a browser forgets which files were chosen.
      keepsFiles: ctx.htmx.isHtmx,
    }
  },
  methods: {
    send: {
      once: true,
      params: z.object({
        name: z.string().trim().min(1, 'Write your name.').max(100, 'Keep it to 100 characters.'),
        email: z.email('Write an address like ada@site.example.').max(200, 'Keep it shorter.'),
        about: z.string().min(1, 'Choose what it is about.'),
        text: z
          .string()
          .trim()
          .min(1, 'Write a few words.')
          .max(4000, 'Keep it to 4,000 characters or fewer.'),
      }),
      files: {
        attachments: { types: fileTypes, maxFiles, maxBytes: 2 * megabyte, optional: true },
      },
      async run(self, { attachments, ...texts }) {
        const { label: topic, abouts } = topicOf(self.topic)
        if (!abouts.includes(texts.about)) {
          throw new InvalidInput([{ path: 'about', message: 'Choose what it is about.' }])
        }
        const letter = { ...texts, topic, files: attachments }
        const isKept = await self.ctx.state.letters.send(senderOf(self.ctx), letter)
        if (!isKept) throw new InvalidInput([{ path: '', message: fullTray }])
        self.topic = topicIds[0]
        self.client.message('Your letter is sealed and on its way.')
        goOnAt(self, 'sent-letters')
      },
    },
  },
})

const fullTray = `${maxLetters} letters are on their way. Delete one, then send this one.`
