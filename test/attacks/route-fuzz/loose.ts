import { type } from 'arktype'
import { defineComponent } from 'sealwax'
import * as v from 'valibot'
import { z } from 'zod'

/** A component whose schemas let almost anything through, by three libraries: what comes is in all of its words. */
export const loose = defineComponent({
  name: 'loose',
  template: 'components/loose.njk',
  publicState: z.object({ any: z.any(), more: z.any() }),
  state: () => ({ taken: undefined as unknown }),
  methods: {
    take: {
      params: z.looseObject({ deep: z.any(), rows: z.any() }),
      run(self, params) {
        self.state.taken = params
        self.client.dispatch('taken', { detail: params })
        return params
      },
    },
    pipe: {
      params: v.object({
        count: v.pipe(v.string(), v.transform(Number), v.integer()),
        day: v.pipe(v.string(), v.isoDate()),
      }),
      run: (_, params) => params,
    },
    ark: {
      params: type({ count: 'string.numeric.parse', 'list?': 'string[]' }),
      run: (_, params) => params,
    },
  },
})
