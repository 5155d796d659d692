import { defineComponent, InvalidInput } from 'sealwax'
import { z } from 'zod'

const cities = { France: ['Lyon', 'Paris'], Italy: ['Rome', 'Turin'] } as const

/** A form with a control of each kind, checked while it is filled in. */
const booking = defineComponent({
  name: 'booking',
  template: 'components/booking.njk',
  publicState: z.object({ country: z.enum(['France', 'Italy']).default('France') }),
  state: () => ({ booked: '' }),
  load: ({ publicState }) => ({
    countries: Object.keys(cities),
    cities: cities[publicState.country],
  }),
  methods: {
    book: {
      params: z.object({
        name: z.string().trim().min(3, 'Three letters at least.'),
        email: z.email('Write an address.'),
        city: z.string(),
        note: z.string().nullable(),
        meal: z.enum(['meat', 'leaves'], 'Choose a meal.'),
        extras: z.array(z.string()).max(1, 'One at most.'),
        guests: z.array(z.object({ name: z.string().min(1, 'Who?') })),
        window: z.coerce.boolean(),
      }),
      run(self, params) {
        if (params.name === 'Nobody') throw new InvalidInput([{ path: '', message: 'Not you.' }])
        self.state.booked = JSON.stringify(params)
      },
    },
  },
})

/** Controls that call a method as they change, and a server that has a mind of its own. */
const panel = defineComponent({
  name: 'panel',
  template: 'components/panel.njk',
  publicState: z.object({
    on: z.coerce.boolean().default(false),
    color: z.enum(['red', 'green']).default('red'),
    size: z.enum(['s', 'm', 'l']).default('s'),
    tags: z.array(z.string()).default(['a']),
    quiet: z.coerce.boolean().default(false),
    words: z.string().default(''),
  }),
  state: () => ({ calls: 0, shade: '' }),
  methods: {
    note(self) {
      self.state.calls++
    },
    paint: {
      params: z.object({ shade: z.enum(['light', 'dark']) }),
      run(self, { shade }) {
        self.state.shade = shade
      },
    },
    hush(self) {
      self.state.calls++
      self.quiet = false
    },
    undo(self) {
      self.state.calls++
      Object.assign(self, { on: false, color: 'red', size: 's', tags: ['a'] })
    },
    turn(self) {
      self.state.calls++
      Object.assign(self, { on: true, color: 'green', size: 'l', tags: ['b'] })
    },
  },
})

/** Public state of types that JSON does not have. */
const ledger = defineComponent({
  name: 'ledger',
  template: 'components/ledger.njk',
  publicState: z.object({
    day: z.coerce.date().default(new Date('2026-03-04')),
    at: z.coerce.date().default(new Date('2026-03-04T05:06:00Z')),
    big: z.coerce.bigint('Write a whole number.').default(2n ** 64n),
    prices: z
      .map(z.string(), z.bigint())
      .or(z.array(z.tuple([z.string(), z.coerce.bigint()])).transform((pairs) => new Map(pairs)))
      .default(new Map([['wax', 5n]])),
    marks: z
      .set(z.string())
      .or(z.array(z.string()).transform((marks) => new Set(marks)))
      .default(new Set(['a'])),
  }),
  state: () => ({ seen: '' }),
  methods: {
    look(self) {
      const { day, at, big, prices, marks } = self
      const texts = [day.toISOString(), at.toISOString(), typeof big, big]
      self.state.seen = [...texts, ...prices.keys(), ...prices.values(), ...marks].join(' ')
    },
    grow(self) {
      self.big++
      self.prices.set('</script>', 7n)
      self.marks.add("it's")
    },
  },
})

export const formComponents = [booking, panel, ledger]
