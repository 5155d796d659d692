import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { mount } from '../../../server/core/instance/mount.ts'
import {
  createInstance,
  defineComponent,
  type Fields,
  type Instance,
  isChanged,
  sealInstance,
  stale,
  unsealSnapshot,
} from '../../../server/core/rooms.ts'
import { createWorld, engineOf, tagOf } from '../visit.ts'

class Row {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
}

const card = defineComponent({
  name: 'card',
  template: 'card.njk',
  publicState: z.object({ open: z.boolean().default(false) }),
  state: (): Fields => ({
    size: 1,
    when: new Date(0),
    tags: new Set(['a', 'b']),
    row: new Row(7),
    none: NaN,
  }),
})

/** A card as a call resumes it, with the state that it was resumed from. */
async function resume(version = 0) {
  const rows = new Set([7, 8])
  const plugin = {
    name: 'row',
    match: (value: unknown) => value instanceof Row,
    reduce: ({ id }: Row) => id,
    revive(id: number) {
      if (!rows.has(id)) throw stale()
      return new Row(id)
    },
  } as never
  const world = createWorld([card], { plugins: [plugin] })
  const mounted = await mount(world.visit, tagOf(card))
  const sealed = sealInstance(mounted, 'state')
  const use = { component: engineOf(card), purpose: 'state' } as const
  const snapshot = await unsealSnapshot(world.visit, sealed, use)
  const definition = { ...snapshot.component.definition, version }
  const component = { ...snapshot.component, definition }
  const instance = createInstance({ ...snapshot, component, visit: world.visit })
  return { world, rows, sealed, instance }
}

describe('isChanged', () => {
  it('does not count the time that went by', async () => {
    const { world, sealed, instance } = await resume()
    world.time += 3_600_000
    assert.equal(isChanged(instance, sealed), false)
  })

  const changes: Record<string, (instance: Instance) => void> = {
    'public state': (instance) => {
      instance.publicState = { open: true }
    },
    'server state': ({ state }) => {
      state['size'] = 2
    },
    'the inside of a value': ({ state }) => {
      ;(state['tags'] as Set<string>).add('c')
    },
    'a reference': ({ state }) => {
      state['row'] = new Row(8)
    },
    'a type alone': ({ state }) => {
      state['none'] = 'NaN'
    },
    'a new field': ({ state }) => {
      state['more'] = undefined
    },
    'the lineage': (instance) => {
      instance.lineage = 'other'
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    it(`sees a change of ${what}`, async () => {
      const { sealed, instance } = await resume()
      change(instance)
      assert.equal(isChanged(instance, sealed), true)
    })
  }

  it('sees that a state was brought to another version', async () => {
    const { sealed, instance } = await resume(1)
    assert.equal(isChanged(instance, sealed), true)
  })

  it('revives nothing: what the state refers to may be gone', async () => {
    const { rows, sealed, instance } = await resume()
    rows.clear()
    assert.equal(isChanged(instance, sealed), false)
  })
})
