import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { chapterNames, textOf } from './texts.ts'

/** Tabs, of which just the selected one is loaded. */
export const sealGuide = defineComponent({
  name: 'seal-guide',
  template: 'examples/tabs/seal-guide.njk',
  publicState: z.object({ chapter: z.enum(chapterNames).default('Wax') }),
  load: ({ publicState }) => ({ chapterNames, text: textOf(publicState.chapter) }),
  methods: {
    show: {
      params: z.object({ name: z.enum(chapterNames) }),
      run(self, { name }) {
        self.chapter = name
      },
    },
  },
})
