import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { load } from '../../../server/core/instance/instance.ts'
import { mount } from '../../../server/core/instance/mount.ts'
import {
  type Component,
  defineComponent,
  type Instance,
  prepare,
  type Snapshot,
  sealInstance,
  stale,
  unsealSnapshot,
} from '../../../server/core/rooms.ts'
import { selfNames, templateNames } from '../taken-names.ts'
import { bareSchema, createWorld, engineOf, place, start, tagOf } from '../visit.ts'

type Hook = { args: any; publicState: any; state: any; ctx: any }

/** A component that notes which of its hooks ran. */
function spied(hooks: Record<string, unknown> = {}) {
  const ran: string[] = []
  const note =
    <T>(name: string, hook: (at: Hook) => T) =>
    (at: Hook) => {
      ran.push(name)
      return hook(at)
    }
  const component = defineComponent({
    name: 'card',
    template: 'card.njk',
    args: z.object({ cardId: z.coerce.number() }),
    publicState: z.object({ open: z.boolean().default(false), note: z.string().default('') }),
    state: () => ({ clicks: 0, from: 'state' }),
    init: note('init', () => ({ publicState: { note: 'init' }, state: { from: 'init' } })),
    load: note('load', ({ args }) => ({ title: `Card ${args.cardId}` })),
    ...hooks,
  } as never)
  return { component: component as Component<any, any, any, any, any>, ran }
}

async function savedOf(instance: Instance): Promise<ReadonlyMap<string, Snapshot>> {
  const { visit, component } = instance
  const sealed = sealInstance(instance, 'flash')
  const snapshot = await unsealSnapshot(visit, sealed, { component, purpose: 'flash' })
  return new Map([[snapshot.id, snapshot]])
}

const gone = () => {
  throw stale()
}

describe('mount', () => {
  it('checks args, then runs init, and lets its caller run load', async () => {
    const { component, ran } = spied()
    const { visit } = createWorld([component])
    const instance = await mount(visit, tagOf(component, { cardId: '7' }))
    assert.deepEqual(ran, ['init'])
    assert.deepEqual(instance.args, { cardId: 7 })
    assert.deepEqual(instance.publicState, { open: false, note: 'init' })
    assert.deepEqual(instance.state, { clicks: 0, from: 'init' })
    assert.equal(instance.born, start)
    assert.match(instance.lineage, /^[\w-]{12}$/)
  })

  it('hands args and the context to init', async () => {
    const seen: unknown[] = []
    const { component } = spied({ init: (at: unknown) => void seen.push(at) })
    const world = createWorld([component])
    const ctx = { state: { user: 'ann' } }
    await mount(world.as({ ctx: ctx as never }), tagOf(component, { cardId: 7 }))
    assert.deepEqual(seen, [{ args: { cardId: 7 }, ctx }])
  })

  it('makes a fresh state and lineage for each instance', async () => {
    const { component } = spied()
    const { visit } = createWorld([component])
    const one = await mount(visit, tagOf(component, { cardId: 7 }))
    const other = await mount(visit, tagOf(component, { cardId: 7 }))
    assert.notEqual(one.state, other.state)
    assert.notEqual(one.lineage, other.lineage)
  })

  it('refuses args that do not fit', async () => {
    const { component, ran } = spied()
    const { visit } = createWorld([component])
    await assert.rejects(mount(visit, tagOf(component, { cardId: 'x' })), {
      code: 'ConfigError',
      message: /args of card.*cardId/,
    })
    assert.deepEqual(ran, [])
  })

  it('refuses args of a component that takes none', async () => {
    const component = defineComponent({ name: 'plain', template: 'p.njk' })
    const { visit } = createWorld([component])
    assert.deepEqual((await mount(visit, tagOf(component))).args, {})
    await assert.rejects(mount(visit, tagOf(component, { a: 1 })), {
      code: 'ConfigError',
      message: /have no 'a'/,
    })
  })

  it('refuses public state from init that does not fit', async () => {
    const { component } = spied({ init: () => ({ publicState: { open: 'yes' } }) })
    const { visit } = createWorld([component])
    await assert.rejects(mount(visit, tagOf(component, { cardId: 7 })), { code: 'ConfigError' })
  })

  it('refuses, each time, public state whose JSON its own schema does not accept', async () => {
    const publicState = z.object({ at: z.date().default(() => new Date(0)) })
    const { component } = spied({ publicState, init: undefined })
    const { visit } = createWorld([component])
    for (let render = 0; render < 2; render++) {
      await assert.rejects(mount(visit, tagOf(component, { cardId: 7 })), {
        code: 'ConfigError',
        message: /does not accept its own output.*at/,
      })
    }
    const coerced = spied({
      publicState: z.object({ at: z.coerce.date().default(() => new Date(0)) }),
      init: undefined,
    })
    const world = createWorld([coerced.component])
    assert.ok(await mount(world.visit, tagOf(coerced.component, { cardId: 7 })))
  })

  it('refuses public state whose schema does not accept its own output', async () => {
    const publicState = z.object({
      tags: z
        .string()
        .default('a b')
        .transform((text) => text.split(' ')),
    })
    const { component } = spied({ publicState, init: undefined })
    const { visit } = createWorld([component])
    await assert.rejects(mount(visit, tagOf(component, { cardId: 7 })), { code: 'ConfigError' })
  })

  it('refuses taken names in development where the schema did not tell them', async () => {
    const anything = bareSchema((value) => ({ value }))
    const clashes: object[] = [
      { publicState: anything, init: () => ({ publicState: { client: 1 } }) },
      { publicState: anything, init: () => ({ publicState: { attrs: 1 } }) },
      { state: () => ({ call: 1 }) },
      { init: () => ({ state: { slots: 1 } }) },
    ]
    for (const clash of clashes) {
      const { component } = spied(clash as Record<string, unknown>)
      const { visit } = createWorld([component], { development: true })
      await assert.rejects(mount(visit, tagOf(component, { cardId: 7 })), { code: 'ConfigError' })
    }
    const { component } = spied({ args: anything, init: undefined })
    const { visit } = createWorld([component], { development: true })
    await assert.rejects(mount(visit, tagOf(component, { sealed: 1 })), { code: 'ConfigError' })
  })
})

describe('load', () => {
  for (const name of [...selfNames, ...templateNames, 'cardId', 'open', 'note']) {
    it(`refuses to return '${name}'`, async () => {
      const { component } = spied({ load: () => ({ [name]: 1 }) })
      const { visit } = createWorld([component])
      const instance = await mount(visit, tagOf(component, { cardId: 7 }))
      await assert.rejects(load(instance), {
        code: 'ConfigError',
        message: new RegExp(`'${name}'`),
      })
      assert.deepEqual(instance.loaded, {})
    })
  }

  it('refuses the name of a public field that is absent now', async () => {
    const publicState = z.object({ filter: z.string().optional() })
    const { component } = spied({ publicState, init: undefined, load: () => ({ filter: 'x' }) })
    const { visit } = createWorld([component])
    const instance = await mount(visit, tagOf(component, { cardId: 7 }))
    await assert.rejects(load(instance), { code: 'ConfigError' })
  })

  it('may return a key of the state, and nothing at all', async () => {
    for (const result of [{ clicks: 5 }, undefined, null]) {
      const { component } = spied({ load: async () => result })
      const { visit } = createWorld([component])
      const instance = await mount(visit, tagOf(component, { cardId: 7 }))
      await load(instance)
      assert.deepEqual(instance.loaded, result ?? {})
    }
  })
})

describe('prepare', () => {
  it('lets the loads of many components start in one tick, however long their checks take', async () => {
    let waiting = 0
    const batches: number[] = []
    const batch = () => {
      if (waiting++ === 0) queueMicrotask(() => void (batches.push(waiting), (waiting = 0)))
    }
    const quick = spied({ load: batch }).component
    const slow = spied({ name: 'slow', init: () => setImmediate({}), load: batch }).component
    const world = createWorld([quick, slow])
    const first = (await place(world.visit, tagOf(quick, { cardId: 7 }))) as Instance
    batches.length = 0
    const visit = world.as({ saved: await savedOf(first) })
    const tags = [quick, slow, quick].map((one, at) => ({
      ...tagOf(one, { cardId: at }),
      id: `card-${at}`,
    }))
    const finishes = await Promise.all(tags.map((tag) => prepare(visit, tag)))
    assert.deepEqual(batches, [])
    const instances = await Promise.all(finishes.map((finish) => finish()))
    assert.deepEqual(batches, [3])
    assert.deepEqual(
      instances.map((instance) => instance?.id),
      ['card-0', 'card-1', 'card-2'],
    )
  })
})

describe('place', () => {
  it('mounts and loads on a first render', async () => {
    const { component, ran } = spied()
    const { visit } = createWorld([component])
    const instance = await place(visit, tagOf(component, { cardId: 7 }))
    assert.deepEqual(ran, ['init', 'load'])
    assert.deepEqual(instance?.loaded, { title: 'Card 7' })
  })

  it('lets a saved state stand in for init, and loads', async () => {
    const { component, ran } = spied()
    const world = createWorld([component])
    const first = (await place(world.visit, tagOf(component, { cardId: 7 }))) as Instance
    first.state = { clicks: 5, from: 'call' }
    first.publicState = { open: true, note: 'typed' }
    world.time += 5000
    ran.length = 0
    const visit = world.as({ saved: await savedOf(first) })
    const tag = { ...tagOf(component, { cardId: '7' }), attrs: { class: 'new' }, slots: { x: [1] } }
    const again = await place(visit, tag)
    assert.deepEqual(ran, ['load'])
    assert.deepEqual(again?.state, { clicks: 5, from: 'call' })
    assert.deepEqual(again?.publicState, { open: true, note: 'typed' })
    assert.equal(again?.lineage, first.lineage)
    assert.equal(again?.born, start)
    assert.deepEqual([again?.attrs, again?.slots], [tag.attrs, tag.slots])
    assert.deepEqual(again?.args, { cardId: 7 })
    assert.deepEqual(again?.loaded, { title: 'Card 7' })
  })

  it('shows nothing that was saved with other args', async () => {
    const { component, ran } = spied()
    const world = createWorld([component])
    const first = (await place(world.visit, tagOf(component, { cardId: 7 }))) as Instance
    first.state = { clicks: 5, secret: 'of card 7' }
    const visit = world.as({ saved: await savedOf(first) })
    ran.length = 0
    const other = await place(visit, tagOf(component, { cardId: 8 }))
    assert.deepEqual(ran, ['init', 'load'])
    assert.deepEqual(other?.state, { clicks: 0, from: 'init' })
  })

  it('asks authorize before it shows a saved state', async () => {
    let allowed: unknown = true
    const asked: unknown[] = []
    const authorize = ({ method, args }: { method: string; args: unknown }) => {
      asked.push([method, args])
      return allowed
    }
    const { component, ran } = spied({ authorize })
    const world = createWorld([component])
    const first = (await place(world.visit, tagOf(component, { cardId: 7 }))) as Instance
    first.state = { clicks: 5 }
    const visit = world.as({ saved: await savedOf(first) })
    assert.deepEqual((await place(visit, tagOf(component, { cardId: 7 })))?.state, { clicks: 5 })
    assert.deepEqual(asked, [['', { cardId: 7 }]])
    allowed = undefined
    ran.length = 0
    const fresh = await place(visit, tagOf(component, { cardId: 7 }))
    assert.deepEqual(ran, ['init', 'load'])
    assert.deepEqual(fresh?.state, { clicks: 0, from: 'init' })
  })

  it('takes a saved state for its own id and component only', async () => {
    const { component, ran } = spied()
    const other = defineComponent({ name: 'other', template: 'o.njk' })
    const world = createWorld([component, other])
    const first = (await place(world.visit, tagOf(component, { cardId: 7 }))) as Instance
    const saved = await savedOf(first)
    ran.length = 0
    const visit = world.as({ saved })
    await place(visit, { ...tagOf(component, { cardId: 7 }), id: 'card-2' })
    assert.deepEqual(ran, ['init', 'load'])
    const stranger = await place(visit, { ...tagOf(other), id: 'card-1' })
    assert.equal(stranger?.component, other)
    assert.deepEqual(stranger?.state, {})
  })

  it('draws an overlaid instance as it is, without running a hook', async () => {
    const { component, ran } = spied()
    const world = createWorld([component])
    const first = (await place(world.visit, tagOf(component, { cardId: 7 }))) as Instance
    ran.length = 0
    const visit = world.as({ overlaid: new Map([['card-1', first]]) })
    assert.equal(await place(visit, tagOf(component, { cardId: 7 })), first)
    assert.deepEqual(ran, [])
  })

  it('draws nothing where the data is gone', async () => {
    for (const hooks of [{ load: gone }, { load: async () => gone() }, { init: gone }]) {
      const { component } = spied(hooks)
      const { visit } = createWorld([component])
      assert.equal(await place(visit, tagOf(component, { cardId: 7 })), undefined)
    }
  })

  it('draws nothing where the data behind a saved state is gone', async () => {
    let isGone = false
    const { component } = spied({
      load() {
        if (isGone) throw stale()
      },
    })
    const world = createWorld([component])
    const first = (await place(world.visit, tagOf(component, { cardId: 7 }))) as Instance
    const visit = world.as({ saved: await savedOf(first) })
    isGone = true
    assert.equal(await place(visit, tagOf(component, { cardId: 7 })), undefined)
  })

  it('takes no other error for gone data', async () => {
    for (const error of [new Error('not found'), Object.assign(new Error('x'), { status: 410 })]) {
      const { component } = spied({
        load() {
          throw error
        },
      })
      const { visit } = createWorld([component])
      await assert.rejects(
        place(visit, tagOf(component, { cardId: 7 })),
        (thrown) => thrown === error,
      )
    }
  })

  it('resolves what the client asks for against the page', async () => {
    const { component } = spied()
    const world = createWorld([component])
    const visit = world.as({ page: '/a/b?c=1' })
    const instance = (await place(visit, tagOf(component, { cardId: 7 }))) as Instance
    instance.client.pushUrl('?c=2')
    assert.equal(instance.effects.history?.url, '/a/b?c=2')
    assert.equal(engineOf(component), instance.component)
  })
})
