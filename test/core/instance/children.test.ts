import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import {
  continueChild,
  digestOf,
  isNested,
  readLive,
  withNewArgs,
} from '../../../server/core/instance/children.ts'
import {
  ConfigError,
  defineComponent,
  type Fields,
  type Instance,
  isKept,
  type Kept,
  type Snapshot,
  sealInstance,
  stale,
  type Tag,
  unsealSnapshot,
  type Visit,
} from '../../../server/core/rooms.ts'
import { createWorld, engineOf, place, tagOf, type World } from '../visit.ts'
import { spied } from './spied.ts'

const id = 'list-1__card-7'
const digest = 'd'.repeat(22)

/** A card inside a list, with a state of its own. */
async function createChild(hooks: Record<string, unknown> = {}) {
  const { component, ran } = spied(hooks)
  const other = defineComponent({ name: 'other', template: 'o.njk', args: z.any() })
  const world = createWorld([component, other])
  const tag: Tag = { ...tagOf(component, { cardId: 7 }), id }
  const first = (await place(world.visit, tag)) as Instance
  first.state = { clicks: 5, from: 'call' }
  first.publicState = { open: true, note: 'typed' }
  const state = sealInstance(first, 'state')
  ran.length = 0
  return { component: engineOf(component), other, world, tag, first, state, ran }
}

const withArgs = (tag: Tag, args: Fields): Tag => ({ ...tag, args })

describe('isNested', () => {
  it('tells an id behind a parent from one of the page', () => {
    assert.deepEqual(['list-1__card-7', 'card-7', 'card--1'].map(isNested), [true, false, false])
  })
})

describe('readLive', () => {
  it('reads ids with their digests, and their states where they came along', () => {
    const text = JSON.stringify([
      ['a', digest],
      ['b', digest, 'state'],
    ])
    assert.deepEqual(
      readLive([text]),
      new Map([
        ['a', { digest, state: undefined }],
        ['b', { digest, state: 'state' }],
      ]),
    )
  })

  const absent: [what: string, texts: string[] | undefined][] = [
    ['nothing', undefined],
    ['an empty list', []],
    ['two texts', [`[["a","${digest}"]]`, '[]']],
    ['no JSON', ['[']],
    ['no list', [`{"a":["a","${digest}"]}`]],
    ['null', ['null']],
    ['entries that are no lists', [`[null,5,"ab",{"0":"a","1":"${digest}"}]`]],
    ['an id that is no text', [`[[7,"${digest}"],[["a"],"${digest}"]]`]],
    ['a digest that is no text', [`[["a",null],["a"],["a",${JSON.stringify(digest.split(''))}]]`]],
    ['a digest of another length', [`[["a","${digest}d"],["a","${digest.slice(1)}"],["a",""]]`]],
  ]
  for (const [what, texts] of absent) {
    it(`takes ${what} for no children`, () => assert.equal(readLive(texts).size, 0))
  }

  it('takes a state that is no text for none, and reads the other entries', () => {
    const live = readLive([`[5,["a","${digest}",{"x":1}]]`])
    assert.deepEqual(live, new Map([['a', { digest, state: undefined }]]))
  })

  it('reads as many as a body has room for, and takes more, or deeper lists, for none', () => {
    const listOf = (count: number) =>
      JSON.stringify(Array.from({ length: count }, (_, at) => [`${at}`, digest]))
    assert.equal(readLive([listOf(25_000)]).size, 25_000)
    assert.equal(readLive([listOf(50_000)]).size, 0)
    assert.equal(readLive([`[["a","${digest}"],[[[[]]]]]`]).size, 0)
  })
})

describe('digestOf', () => {
  it('is the same while a parent gives its child the same', async () => {
    const { world, tag } = await createChild()
    const { visit } = world
    assert.match(digestOf(visit, tag), /^[\w-]{22}$/)
    assert.equal(digestOf(visit, { ...tag, keepable: false }), digestOf(visit, tag))
  })

  it('is another for other args, attributes, slots, messages, another id, session or user', async () => {
    const { world, tag } = await createChild()
    const { visit } = world
    const fields = { cardId: 7 }
    const digests = [
      digestOf(visit, tag),
      digestOf(visit, withArgs(tag, { cardId: 8 })),
      digestOf(visit, withArgs(tag, { cardId: '7' })),
      digestOf(visit, { ...withArgs(tag, {}), attrs: fields }),
      digestOf(visit, { ...withArgs(tag, {}), slots: fields }),
      digestOf(visit, { ...withArgs(tag, {}), shown: fields }),
      digestOf(visit, { ...tag, id: 'list-1__card-8' }),
      digestOf(world.as({ binding: 'other' }), tag),
      digestOf(world.as({ principal: 'ann' }), tag),
    ]
    assert.equal(new Set(digests).size, digests.length)
  })

  it('is another when what its slots show changes beside all else', async () => {
    const { world, tag } = await createChild()
    const full: Tag = { ...tag, attrs: { class: 'wide' }, slots: { default: 'text' } }
    const digests = [undefined, { errors: ['No.'] }, { errors: ['Yes.'] }].map((shown) =>
      digestOf(world.visit, { ...full, shown }),
    )
    assert.equal(new Set(digests).size, 3)
  })

  it('names the part that holds what can not be sealed', async () => {
    const { world, tag } = await createChild()
    for (const part of ['args', 'attrs', 'slots', 'shown'] as const) {
      const odd = { ...tag, [part]: { run: () => {} } }
      assert.throws(() => digestOf(world.visit, odd), {
        code: 'SealingBlocked',
        message: new RegExp(`: ${part}\\.run`),
      })
    }
  })
})

const resumed = (placed: Instance | Kept | undefined): Instance => {
  assert(placed !== undefined && !isKept(placed))
  return placed
}

describe('continueChild', () => {
  it('keeps a child that is given the same, without running a hook of it', async () => {
    const { component, world, tag, state, ran } = await createChild({ authorize: () => true })
    for (const sent of [undefined, state]) {
      const live = { digest: digestOf(world.visit, tag), state: sent }
      assert.deepEqual(await continueChild(world.visit, tag, live), {
        component,
        id,
        sealedArgs: undefined,
      })
    }
    assert.deepEqual(ran, [])
  })

  it('resumes a child with new args from its own state', async () => {
    const { world, tag, first, state } = await createChild()
    const live = { digest, state }
    const newer = { ...withArgs(tag, { cardId: 8 }), attrs: { class: 'new' }, slots: { x: [1] } }
    const child = resumed(await continueChild(world.visit, newer, live))
    assert.deepEqual(child.args, { cardId: 8 })
    assert.deepEqual(child.state, { clicks: 5, from: 'call' })
    assert.deepEqual(child.publicState, { open: true, note: 'typed' })
    assert.deepEqual([child.attrs, child.slots], [{ class: 'new' }, { x: [1] }])
    assert.deepEqual([child.lineage, child.born], [first.lineage, first.born])
  })

  it('resumes one that is given the same, where nothing can stand for it in the page', async () => {
    const { world, tag, state } = await createChild()
    const fixed: Tag = { ...tag, keepable: false }
    const same = digestOf(world.visit, tag)
    const child = resumed(await continueChild(world.visit, fixed, { digest: same, state }))
    assert.deepEqual(child.state, { clicks: 5, from: 'call' })
    const live = { digest: same, state: undefined }
    assert.equal(await continueChild(world.visit, fixed, live), undefined)
  })

  it('hands a child that sent no state its new args, sealed, to ask for itself', async () => {
    const { component, world, tag } = await createChild()
    const newer = { ...withArgs(tag, { cardId: 8 }), attrs: { class: 'new' } }
    const kept = (await continueChild(world.visit, newer, { digest, state: undefined })) as Kept
    assert.deepEqual([kept.component, kept.id], [component, id])
    const sealed = kept.sealedArgs as string
    const { args, attrs, publicState, state, lineage } = await unsealSnapshot(world.visit, sealed, {
      component,
      purpose: 'children',
    })
    assert.deepEqual([args, attrs], [{ cardId: 8 }, { class: 'new' }])
    assert.deepEqual([publicState, state, lineage], [{}, {}, ''])
    // Nothing can be called with it.
    await assert.rejects(unsealSnapshot(world.visit, sealed, { component, purpose: 'state' }), {
      code: 'StateRejected',
    })
  })

  it('asks authorize about the new args', async () => {
    const asked: unknown[] = []
    let allowed: unknown = true
    const { world, tag, state } = await createChild({
      authorize: ({ args, state: own, method }: Fields) => {
        asked.push([args, own, method])
        return allowed
      },
    })
    const newer = withArgs(tag, { cardId: 8 })
    resumed(await continueChild(world.visit, newer, { digest, state }))
    assert.deepEqual(asked, [[{ cardId: 8 }, { clicks: 5, from: 'call' }, '']])
    for (allowed of [false, undefined, 'yes']) {
      assert.equal(await continueChild(world.visit, newer, { digest, state }), undefined)
    }
  })

  it('takes a state that does not open for none', async () => {
    const { component, world, tag, first, state } = await createChild()
    const newer = withArgs(tag, { cardId: 8 })
    const begins = async (text: string, visit: Visit = world.visit) =>
      assert.equal(await continueChild(visit, newer, { digest, state: text }), undefined)
    await begins('')
    await begins(`${state}A`)
    await begins(sealInstance(first, 'flash'))
    await begins(state, world.as({ binding: 'other' }))
    await begins(state, world.as({ page: '/other' }))
    const sibling = (await place(world.visit, { ...tag, id: 'list-1__card-8' })) as Instance
    await begins(sealInstance(sibling, 'state'))
    const outdated = { ...component, definition: { ...component.definition, version: 2 } }
    const changed = { ...newer, component: outdated }
    assert.equal(await continueChild(world.visit, changed, { digest, state }), undefined)
    world.time += 2 * 86_400_000
    await begins(state)
  })

  it('says that data is gone, and fails where the server does', async () => {
    const refusals = [
      stale('gone'),
      new ConfigError('a mistake'),
      new TypeError('a bug'),
      Object.assign(new Error(), { status: 403 }),
    ]
    for (const error of refusals) {
      const { world, tag, state } = await createChild({ authorize: () => Promise.reject(error) })
      const continued = continueChild(world.visit, withArgs(tag, { cardId: 8 }), { digest, state })
      await assert.rejects(
        async () => continued,
        (thrown) => thrown === error,
      )
    }
  })
})

/** What the script sends for a child whose parent gave it other args. */
async function sealedArgs(world: World, tag: Tag): Promise<string> {
  const kept = (await continueChild(world.visit, tag, { digest, state: undefined })) as Kept
  return kept.sealedArgs as string
}

async function createSnapshot() {
  const child = await createChild()
  const { world, component, state } = child
  const snapshot = await unsealSnapshot(world.visit, state, { component, purpose: 'state' })
  return { ...child, snapshot }
}

const rejects = (visit: Visit, snapshot: Snapshot, texts: string[]) =>
  assert.rejects(withNewArgs(visit, snapshot, texts), { code: 'StateRejected' })

describe('withNewArgs', () => {
  const newer = { args: { cardId: 8 }, attrs: { class: 'new' }, slots: { x: [1] } }

  it('changes nothing without any', async () => {
    const { world, snapshot } = await createSnapshot()
    assert.equal(await withNewArgs(world.visit, snapshot), snapshot)
    assert.equal(await withNewArgs(world.visit, snapshot, []), snapshot)
  })

  it('gives a state the args, attributes and slots that its parent sealed', async () => {
    const { world, tag, snapshot } = await createSnapshot()
    const sealed = await sealedArgs(world, { ...tag, ...newer })
    assert.deepEqual(await withNewArgs(world.visit, snapshot, [sealed]), { ...snapshot, ...newer })
  })

  it('takes them from a newer state of the same child as well, and nothing else of it', async () => {
    const { world, tag, snapshot } = await createSnapshot()
    const drawn = (await place(world.visit, { ...tag, ...newer })) as Instance
    const sealed = sealInstance(drawn, 'state')
    assert.deepEqual(await withNewArgs(world.visit, snapshot, [sealed]), { ...snapshot, ...newer })
  })

  it('refuses those of another child, page, component or session', async () => {
    const { world, tag, other, snapshot } = await createSnapshot()
    const elsewhere = Object.assign(Object.create(world) as World, {
      visit: world.as({ page: '/other' }),
    })
    const stranger = Object.assign(Object.create(world) as World, {
      visit: world.as({ binding: 'other' }),
    })
    const texts = [
      await sealedArgs(world, { ...tag, ...newer, id: 'list-1__card-8' }),
      await sealedArgs(elsewhere, { ...tag, ...newer }),
      await sealedArgs(stranger, { ...tag, ...newer }),
      await sealedArgs(world, { ...tagOf(other, newer.args), id }),
      'x',
      '',
    ]
    for (const text of texts) await rejects(world.visit, snapshot, [text])
  })

  it('refuses more than one', async () => {
    const { world, tag, snapshot } = await createSnapshot()
    const sealed = await sealedArgs(world, { ...tag, ...newer })
    await rejects(world.visit, snapshot, [sealed, sealed])
  })

  it('refuses args for a component of the page itself: nobody but its own page gives it any', async () => {
    const { world, tag, component } = await createSnapshot()
    const alone = { ...tag, id: 'card-7' }
    const first = (await place(world.visit, alone)) as Instance
    const use = { component, purpose: 'state' } as const
    const snapshot = await unsealSnapshot(world.visit, sealInstance(first, 'state'), use)
    await rejects(world.visit, snapshot, [await sealedArgs(world, { ...alone, ...newer })])
  })

  it('refuses args that are too old, and those of another version', async () => {
    const { world, tag, component, snapshot } = await createSnapshot()
    const sealed = await sealedArgs(world, { ...tag, ...newer })
    const definition = { ...component.definition, version: 2, migrate: (old: Fields) => old }
    const outdated = { ...snapshot, component: { ...component, definition: definition as never } }
    await assert.rejects(withNewArgs(world.visit, outdated, [sealed]), { code: 'StateOutdated' })
    world.time += 2 * 86_400_000
    await assert.rejects(withNewArgs(world.visit, snapshot, [sealed]), { code: 'StateExpired' })
  })
})
