import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'
import { clientComponents } from './client-components.ts'
import { nestedComponents } from './nested-components.ts'

const tally = defineComponent({
  name: 'tally',
  template: 'components/tally.njk',
  args: z.object({ label: z.string().default('') }),
  state: () => ({ count: 0 }),
  methods: {
    add(self) {
      self.state.count++
    },
    addTen(self) {
      self.state.count += 10
    },
    fail() {
      throw new Error('a secret of the server')
    },
    say(self) {
      self.client.dispatch('tally-said', { count: self.state.count })
      return { said: self.state.count }
    },
  },
})

/** One row: a form, a button that is redrawn away, and a state of its own. */
const note = defineComponent({
  name: 'note',
  template: 'components/note.njk',
  args: z.object({ row: z.string() }),
  publicState: z.object({ open: z.boolean().default(false) }),
  state: () => ({ touched: 0 }),
  load({ args, ctx }) {
    const text = ctx.state.rows.get(args.row)
    if (text === undefined) throw stale('That note was deleted.')
    return { text }
  },
  methods: {
    touch(self) {
      self.state.touched++
    },
    open(self) {
      self.open = true
      self.state.touched++
    },
    save: {
      params: z.object({ title: z.string().trim().min(3, 'Three letters at least.') }),
      run(self, { title }) {
        self.ctx.state.rows.set(self.args.row, title)
      },
    },
    remove(self) {
      self.ctx.state.rows.delete(self.args.row)
      self.client.remove()
    },
  },
})

/** Loose fields, which belong to the public state. */
const search = defineComponent({
  name: 'search',
  template: 'components/search.njk',
  publicState: z.object({
    words: z.string().max(20, 'Too long.').default(''),
    all: z.coerce.boolean().default(false),
  }),
  state: () => ({ runs: 0 }),
  methods: {
    run(self) {
      self.state.runs++
    },
  },
})

/** Holds what it is given, and two places where it counts. */
const card = defineComponent({
  name: 'card',
  template: 'components/card.njk',
  state: () => ({ turns: 0 }),
  methods: {
    turn(self) {
      self.state.turns++
    },
  },
})

const deck = defineComponent({
  name: 'deck',
  template: 'components/deck.njk',
  state: () => ({ dealt: 0 }),
  methods: {
    deal(self) {
      self.state.dealt++
    },
  },
})

/** A form that is there while it is edited only. */
const draft = defineComponent({
  name: 'draft',
  template: 'components/draft.njk',
  publicState: z.object({ editing: z.boolean().default(false) }),
  state: () => ({ saved: '' }),
  methods: {
    edit(self) {
      self.editing = true
    },
    touch() {},
    save: {
      params: z.object({ title: z.string() }),
      run(self, { title }) {
        self.state.saved = title
        self.editing = false
      },
    },
  },
})

export const components = [
  tally,
  note,
  search,
  card,
  deck,
  draft,
  ...nestedComponents,
  ...clientComponents,
]
