/** Users that every copy of the demo has. Their passwords stand on the page: whoever tries the demo is to get in. */
export const sampleUsers = [
  {
    name: 'Ada',
    password: 'bernoulli',
    notes: [
      'Ask Mr Babbage about the second set of cards.',
      'Note G: check the sign in line four.',
    ],
  },
  {
    name: 'Grace',
    password: 'nanosecond',
    notes: ['Keep the moth. Tape it into the logbook.'],
  },
] as const
