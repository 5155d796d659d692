import { defineComponent } from 'sealwax'
import * as v from 'valibot'
import { z } from 'zod'
import { fillWith } from './fillings.ts'

/** Its schemas let through all that the limits let through. */
const wide = defineComponent({
  name: 'wide',
  template: 'components/wide.njk',
  publicState: z.object({ text: z.any().default(''), rows: z.any().default([]) }),
  state: () => ({ held: undefined as unknown }),
  methods: {
    take: {
      params: z.looseObject({ word: z.any().optional() }),
      run: (_, params) => params,
    },
    refuse: {
      params: z.object({
        word: z.string().max(5).optional(),
        list: z.array(z.string().max(1)).optional(),
        deep: z.record(z.string(), z.string().max(1)).optional(),
      }),
      run() {},
    },
    pick: { params: v.object({ word: v.picklist(['a', 'b']) }), run() {} },
    hold: {
      params: z.object({ kind: z.string(), length: z.coerce.number() }),
      run(self, { kind, length }) {
        self.state.held = fillWith(kind, length)
      },
    },
  },
})

/** Holds a slot. */
const shelf = defineComponent({ name: 'shelf', template: 'components/leaf.njk' })

const leaf = defineComponent({
  name: 'leaf',
  template: 'components/leaf.njk',
  args: z.object({ word: z.string() }),
})

export const components = [wide, shelf, leaf]
