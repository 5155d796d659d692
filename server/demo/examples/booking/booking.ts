import { defineComponent, InvalidInput } from 'sealwax'
import { z } from 'zod'

const halls = {
  Lisbon: ['Cordoaria', 'Tinoco'],
  Vienna: ['Hofburg', 'Prater', 'Secession'],
} as const

const citySchema = z.enum(['Lisbon', 'Vienna'])

/** A form that is checked while it is filled in, with a list that depends on another. */
export const booking = defineComponent({
  name: 'booking',
  template: 'examples/booking/booking.njk',
  publicState: z.object({ city: citySchema.default('Lisbon') }),
  state: () => ({ booked: '' }),
  load: ({ publicState }) => ({ cities: citySchema.options, halls: halls[publicState.city] }),
  methods: {
    book: {
      params: z.object({
        name: z.string().trim().min(1, 'Write a name.').max(60, 'That is a long name.'),
        email: z.email('That is no e-mail address.'),
        seats: z.coerce.number('How many?').int('Whole seats, please.').min(1, 'At least one.'),
        hall: z.string(),
      }),
      run(self, { name, seats, hall }) {
        if (seats > 6) throw new InvalidInput([{ path: 'seats', message: 'Six at most.' }])
        self.state.booked = `${seats} at ${hall}, ${self.city}, for ${name}`
      },
    },
  },
})
