import { defineComponent, InvalidInput, stale } from 'sealwax'
import { z } from 'zod'
import { goOnAt } from '../go-on-at.ts'
import { senderOf } from './sender.ts'
import { sizeText } from './size-text.ts'

/** One letter that was sent: take its attachments out again, or delete it. */
export const sentLetter = defineComponent({
  name: 'sent-letter',
  template: 'components/sent-letter.njk',
  args: z.object({ letterId: z.number().int() }),
  async load({ args, ctx }) {
    const letter = await ctx.state.letters.find(senderOf(ctx), args.letterId)
    if (!letter) throw stale('That letter was deleted.')
    const files = letter.attachments.map(({ id, name, size }) => {
      return { id, name, size: sizeText(size) }
    })
    return { letter, files }
  },
  methods: {
    save: {
      download: true,
      params: z.object({ fileId: z.string() }),
      run({ letter }, { fileId }) {
        const file = letter.open(fileId)
        if (file) return file
        throw new InvalidInput([{ path: 'fileId', message: 'This letter has no such attachment.' }])
      },
    },
    async remove(self) {
      await self.letter.delete()
      self.client.message('The letter and all that was in it are gone.')
      goOnAt(self, 'sent-letters')
      self.client.remove()
    },
  },
})
