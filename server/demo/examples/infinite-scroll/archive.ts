import { defineComponent } from 'sealwax'
import { monthNames } from './months.ts'

/** After so many months the list waits to be asked: who wants to reach what is below it can. */
const scrolledMonths = 4

/** Letters by month, the newest first: one more month each time. */
export const archive = defineComponent({
  name: 'archive',
  template: 'examples/infinite-scroll/archive.njk',
  state: () => ({ shown: 1, entered: '' }),
  load({ state }) {
    const months = monthNames.slice(0, state.shown)
    return {
      months,
      total: monthNames.length,
      hasMore: months.length < monthNames.length,
      scrolls: months.length < scrolledMonths,
    }
  },
  methods: {
    scrolled(self) {
      self.state.shown = self.months.length + 1
      self.state.entered = ''
    },
    more(self) {
      self.state.shown = self.months.length + 1
      self.state.entered = monthNames[self.months.length] ?? ''
    },
  },
})
