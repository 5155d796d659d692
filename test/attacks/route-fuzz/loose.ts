import assert from 'node:assert/strict'
import { type } from 'arktype'
import { defineComponent } from 'sealwax'
import * as v from 'valibot'
import { z } from 'zod'

/** A component whose schemas let almost anything through, by three libraries: what comes is in all of its words. */
export const loose = defineComponent({
  name: 'loose',
  template: 'components/loose.njk',
  publicState: z.object({ any: z.any().default(''), more: z.any().default('') }),
  state: () => ({ taken: undefined as unknown }),
  methods: {
    take: {
      params: z.looseObject({ deep: z.any().default(''), rows: z.any().default('') }),
      run(self, params) {
        assertPlain(params)
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

/** No request chooses a prototype, and no name that leads to one comes through. */
function assertPlain(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const prototype = Array.isArray(value) ? Array.prototype : Object.prototype
  assert.equal(Object.getPrototypeOf(value), prototype)
  for (const [name, part] of Object.entries(value)) {
    assert(!['__proto__', 'constructor', 'prototype'].includes(name), name)
    assertPlain(part)
  }
}
