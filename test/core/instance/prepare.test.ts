import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { all } from '../../../server/core/awaitable.ts'
import { createSelf } from '../../../server/core/call/self.ts'
import { digestOf } from '../../../server/core/instance/children.ts'
import {
  type Client,
  defineComponent,
  type Instance,
  prepare,
  type Snapshot,
  sealInstance,
  stale,
  unsealSnapshot,
} from '../../../server/core/rooms.ts'
import { createWorld, engineOf, place, start, tagOf } from '../visit.ts'
import { spied } from './spied.ts'

async function savedOf(instance: Instance): Promise<ReadonlyMap<string, Snapshot>> {
  const { visit, component } = instance
  const sealed = sealInstance(instance, 'flash')
  const snapshot = await unsealSnapshot(visit, sealed, { component, purpose: 'flash' })
  return new Map([[snapshot.id, snapshot]])
}

const gone = () => {
  throw stale()
}

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
    const finishes = await all(tags.map((tag) => prepare(visit, tag)))
    assert.deepEqual(batches, [])
    const instances = await all(finishes.map((finish) => finish()))
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
    const { client } = createSelf(instance) as { client: Client }
    client.pushUrl('?c=2')
    assert.equal(instance.effects.history?.url, '/a/b?c=2')
    assert.equal(engineOf(component), instance.component)
  })

  it('continues a child that is alive in the page, with its args as they are checked', async () => {
    const { component, ran } = spied()
    const world = createWorld([component])
    const tag = { ...tagOf(component, { cardId: 7 }), id: 'list-1__card-7' }
    const first = (await place(world.visit, tag)) as Instance
    const live = new Map([[tag.id, { digest: first.digest ?? '', state: undefined }]])
    ran.length = 0
    const kept = await prepare(world.as({ live }), { ...tag, args: { cardId: '7' } })
    assert.deepEqual(await kept(), { component, id: tag.id, sealedArgs: undefined })
    assert.deepEqual(ran, [])
    await assert.rejects(
      async () => prepare(world.as({ live }), { ...tag, args: { cardId: 'x' } }),
      {
        code: 'ConfigError',
      },
    )
  })

  it('loads a child that is continued from its own state', async () => {
    const { component, ran } = spied()
    const world = createWorld([component])
    const tag = { ...tagOf(component, { cardId: 7 }), id: 'list-1__card-7' }
    const first = (await place(world.visit, tag)) as Instance
    first.state = { clicks: 5 }
    const state = sealInstance(first, 'state')
    const live = new Map([[tag.id, { digest: 'x', state }]])
    ran.length = 0
    const again = await place(world.as({ live }), { ...tag, args: { cardId: 8 } })
    assert.deepEqual(ran, ['load'])
    assert.deepEqual([again?.state, again?.loaded], [{ clicks: 5 }, { title: 'Card 8' }])
    assert.equal(again?.digest, digestOf(world.visit, { ...tag, args: { cardId: 8 } }))
  })

  it('remembers what a parent gave its child, as it was checked; of the page itself nothing', async () => {
    const { component } = spied()
    const { visit } = createWorld([component])
    const tag = { ...tagOf(component, { cardId: '7' }), id: 'list-1__card-7' }
    const child = await place(visit, tag)
    assert.equal(child?.digest, digestOf(visit, { ...tag, args: { cardId: 7 } }))
    assert.equal((await place(visit, tagOf(component, { cardId: 7 })))?.digest, undefined)
  })

  it('draws nothing in a call where authorize says no to a first render', async () => {
    let allowed: unknown = false
    const { component, ran } = spied({ authorize: () => allowed })
    const world = createWorld([component])
    const draw = (isCall: boolean) => place(world.as({ isCall }), tagOf(component, { cardId: 7 }))
    assert.equal(await draw(true), undefined)
    assert.deepEqual(ran, ['init'])
    assert.ok(await draw(false), "a page's own guards are asked instead")
    allowed = true
    assert.ok(await draw(true))
  })

  it('draws nothing for a child of a drawn parent where authorize says no, either', async () => {
    const { component } = spied({ authorize: () => false })
    const world = createWorld([component])
    const tag = { ...tagOf(component, { cardId: 7 }), id: 'list-1__card-7' }
    assert.equal(await place(world.as({ isCall: true }), tag), undefined)
  })
})
