import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { lettersOf } from './months.ts'

/** The letters of one month. Once it is shown it stays as it is, without another load. */
export const monthLetters = defineComponent({
  name: 'month-letters',
  template: 'examples/infinite-scroll/month-letters.njk',
  args: z.object({ month: z.string() }),
  load: ({ args }) => ({ letters: lettersOf(args.month) }),
})
