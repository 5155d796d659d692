import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { lettersOf } from './months.ts'

/** The letters of one month. Once it is shown it stays as it is, without another load. */
export const archiveMonth = defineComponent({
  name: 'archive-month',
  template: 'examples/infinite-scroll/archive-month.njk',
  args: z.object({ month: z.string() }),
  load: ({ args }) => ({ letters: lettersOf(args.month) }),
})
