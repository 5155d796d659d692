import { defineComponent } from 'sealwax'
import { z } from 'zod'

const stops = ['Apothecary', 'Bakery', 'Customs house', 'Deanery', 'Engraver']

/** The round of a postman, in the order that he likes. */
export const round = defineComponent({
  name: 'round',
  template: 'examples/sortable-list/round.njk',
  state: () => ({ stops }),
  methods: {
    move: {
      params: z.object({ stop: z.enum(stops), to: z.number().int() }),
      run(self, { stop, to }) {
        const others = self.state.stops.filter((other) => other !== stop)
        const at = Math.max(0, Math.min(to, others.length))
        self.state.stops = others.toSpliced(at, 0, stop)
        self.client.message(`${stop} is ${at + 1} of ${stops.length}.`)
      },
    },
  },
})
