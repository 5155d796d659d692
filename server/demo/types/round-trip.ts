import { defineComponent } from 'sealwax'
import { samples } from './samples.ts'
import { isSame, show } from './show.ts'

const all = [...samples.values()].flat()

/** One value of each type in the state, so that each call brings them back under a seal. */
export const roundTrip = defineComponent({
  name: 'round-trip',
  template: 'components/round-trip.njk',
  state: () => ({ trips: 0, values: all.map(([, value]) => value) }),
  load: ({ state }) => ({ groups: compare(state.values) }),
  methods: {
    send(self) {
      self.state.trips++
    },
  },
})

/** What was sealed at first beside what came back. */
function compare(values: readonly unknown[]) {
  const returned = values.values()
  return [...samples].map(([title, group]) => {
    const rows = group.map(([type, value]) => {
      const opened = returned.next().value
      return { type, sealed: show(value), opened: show(opened), same: isSame(value, opened) }
    })
    return { title, rows }
  })
}
