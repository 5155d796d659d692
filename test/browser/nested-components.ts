import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'

/** Loads of `book` and `row` since a test emptied the list. */
export const loads: string[] = []

/** A child with a state of its own and a field to type in. */
const book = defineComponent({
  name: 'book',
  template: 'components/book.njk',
  args: z.object({ title: z.string(), label: z.string().default('') }),
  state: () => ({ reads: 0 }),
  load({ args, ctx }) {
    loads.push(args.title)
    if (!ctx.state.rows.has('one') && args.title === 'a') throw stale('That book is gone.')
    return {}
  },
  methods: {
    read(self) {
      self.state.reads++
    },
  },
})

/** The same as a row of a table. */
const row = defineComponent({
  name: 'row',
  template: 'components/row.njk',
  args: z.object({ title: z.string(), label: z.string() }),
  state: () => ({ reads: 0 }),
  load({ args }) {
    loads.push(args.title)
    return {}
  },
  methods: {
    read(self) {
      self.state.reads++
    },
  },
})

/** Stands above its children in the list of components, and in `shelf` above `book`. */
const shelf = defineComponent({
  name: 'shelf',
  template: 'components/shelf.njk',
  args: z.object({ kind: z.enum(['keyed', 'counted', 'rows']), size: z.number().default(3) }),
  state: () => ({ shown: ['a', 'b', 'c'], label: 'one', turns: 0 }),
  maxAge: 60_000,
  init: ({ args }) => ({ state: { shown: titles(args.size) } }),
  methods: {
    turn(self) {
      self.state.turns++
    },
    relabel(self) {
      self.state.label = `${self.state.label}!`
    },
    show: {
      params: z.object({ shown: z.array(z.string()) }),
      run(self, { shown }) {
        self.state.shown = shown
      },
    },
  },
})

function titles(size: number): string[] {
  return Array.from({ length: size }, (_, index) => (index + 10).toString(36))
}

export const nestedComponents = [shelf, book, row]
