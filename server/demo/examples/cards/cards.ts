import { defineComponent } from 'sealwax'
import { z } from 'zod'

/** A frame that folds; what stands in it is its caller's business. */
export const foldingCard = defineComponent({
  name: 'folding-card',
  template: 'examples/cards/folding-card.njk',
  args: z.object({ title: z.string() }),
  publicState: z.object({ open: z.boolean().default(true) }),
  methods: {
    fold(self) {
      self.open = !self.open
    },
  },
})

const courses = ['Soup', 'Bread', 'Pears'] as const

/** Fills cards with text and buttons of its own. */
export const menuOfTheDay = defineComponent({
  name: 'menu-of-the-day',
  template: 'examples/cards/menu-of-the-day.njk',
  state: () => ({ ordered: [0, 0, 0] }),
  load: ({ state }) => ({
    courses: courses.map((name, index) => ({ name, index, count: state.ordered[index] ?? 0 })),
  }),
  methods: {
    order: {
      params: z.object({ index: z.number().int().min(0).max(2) }),
      run(self, { index }) {
        self.state.ordered[index] = (self.state.ordered[index] ?? 0) + 1
      },
    },
  },
})
