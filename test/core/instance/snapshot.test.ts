import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { stale } from '../../../server/core/errors.ts'
import {
  type Component,
  createInstance,
  defineComponent,
  type Fields,
  type Instance,
  newKey,
  type ReviveAt,
  sealInstance,
  type TypePlugin,
  unsealSnapshot,
  type Visit,
} from '../../../server/core/rooms.ts'
import { wholeState } from '../../whole-state.ts'
import { createWorld, engineOf, start } from '../visit.ts'

class Row {
  readonly id = 1
}

const hour = 3_600_000
const day = 24 * hour
const card = defineComponent({
  name: 'card',
  template: 'card.njk',
  args: z.object({ cardId: z.number() }),
  publicState: z.object({ open: z.boolean().default(false) }),
  state: () => ({ clicks: 0 }),
})

function instanceOf(visit: Visit, parts: Partial<Instance> = {}): Instance {
  const component = parts.component ?? engineOf(card)
  const instance = createInstance({
    component,
    visit,
    id: 'card-7',
    args: { cardId: 7 },
    attrs: {},
    slots: {},
    born: visit.toolkit.now(),
    lineage: 'lineage',
    publicState: { open: true },
    state: { clicks: 3 },
    ...parts,
  })
  return Object.assign(instance, parts)
}

const use = { component: engineOf(card), purpose: 'state' } as const
const open = (
  visit: Visit,
  sealed: string,
  component = card as Component<any, any, any, any, any>,
) => unsealSnapshot(visit, sealed, { component: engineOf(component), purpose: 'state' })

/** The text inside, as a holder of the keys sees it. */
function textOf(visit: Visit, sealed: string): string {
  return visit.sealer().unseal(sealed, { purpose: 'state', component: 'card' })
}

/** Seals anything, as a hostile holder of the keys could. */
function forge(visit: Visit, value: unknown): string {
  const text = typeof value === 'string' ? value : visit.toolkit.codec.write(value)
  return visit.sealer().seal(text, { purpose: 'state', component: 'card' })
}

const seconds = start / 1000
const tuple = () => ['card-7', '/todos', seconds, 0, 'lineage', 0, { cardId: 7 }] as unknown[]

describe('sealInstance and unsealSnapshot', () => {
  it('bring back what an instance is made of', async () => {
    const { visit } = createWorld([card])
    const instance = instanceOf(visit, {
      attrs: { class: 'wide' },
      slots: { default: ['page.njk', 1] },
      visited: { rename: ['title'] },
    })
    const snapshot = await open(visit, sealInstance(instance, 'state'))
    assert.deepEqual(snapshot, {
      component: card,
      id: 'card-7',
      page: '/todos?open=1',
      issued: start,
      born: start,
      lineage: 'lineage',
      version: 0,
      args: { cardId: 7 },
      publicState: { open: true },
      state: { clicks: 3 },
      attrs: { class: 'wide' },
      slots: { default: ['page.njk', 1] },
      visited: { rename: ['title'] },
    })
  })

  it('bring back typed values', async () => {
    const { visit } = createWorld([card])
    const state = { when: new Date(5), map: new Map([['a', 1n]]), gone: undefined }
    const snapshot = await open(visit, sealInstance(instanceOf(visit, { state }), 'state'))
    assert.deepStrictEqual(snapshot.state, state)
  })

  it('write nothing for what is empty', async () => {
    const { visit } = createWorld([card])
    const sealed = sealInstance(instanceOf(visit, { state: {}, publicState: {} }), 'state')
    assert.equal(wholeState('card', textOf(visit, sealed)).json.length, 7)
    const snapshot = await open(visit, sealed)
    assert.deepEqual([snapshot.publicState, snapshot.state, snapshot.slots], [{}, {}, {}])
    const slots = { default: ['t', 0] }
    const withSlots = sealInstance(
      instanceOf(visit, { publicState: {}, state: {}, slots }),
      'state',
    )
    assert.deepEqual((await open(visit, withSlots)).slots, slots)
  })

  it('keep the time of birth over a chain of seals', async () => {
    const world = createWorld([card])
    const { visit } = world
    const born = start
    world.time += 5 * hour
    const again = await open(visit, sealInstance(instanceOf(visit, { born }), 'state'))
    assert.equal(again.born, born)
    assert.equal(again.issued, start + 5 * hour)
  })
})

describe('sealInstance', () => {
  it('seals of the state only what load did not set', async () => {
    const { visit } = createWorld([card])
    const instance = instanceOf(visit, {
      state: { clicks: 3, todos: ['secret'] },
      loaded: { todos: ['loaded'], user: 'ann' },
    })
    const sealed = sealInstance(instance, 'state')
    assert.doesNotMatch(textOf(visit, sealed), /todos":|secret|loaded|user|ann/)
    assert.deepEqual((await open(visit, sealed)).state, { clicks: 3 })
  })

  it('never seals what load returned, of whatever type', () => {
    const { visit } = createWorld([card])
    const loaded = { todo: /x/, toggle: () => 1 }
    assert.ok(sealInstance(instanceOf(visit, { loaded }), 'state'))
  })

  it('refuses what is not on the allow-list, under the name that its author knows', () => {
    const { visit } = createWorld([card], { development: false })
    const parts: [Partial<Instance>, string][] = [
      [{ state: { items: [0, 1, { when: /x/ }] } }, 'card: state.items[2].when'],
      [{ args: { todo: /x/ } }, 'card: args.todo'],
      [{ publicState: { todo: /x/ } }, 'card: publicState.todo'],
      [{ slots: { default: [/x/] } }, 'card: slots.default[0]'],
    ]
    for (const [part, path] of parts) {
      assert.throws(() => sealInstance(instanceOf(visit, part), 'state'), {
        code: 'SealingBlocked',
        message: `Sealing blocked: 'RegExp' is not in the allowed list. Register a type plugin. (${path})`,
      })
    }
  })

  it('refuses a state that is longer than the limit', () => {
    const { visit } = createWorld([card], { limits: { maxSealedLength: 1000 } })
    const state = { text: 'x'.repeat(1000) }
    assert.throws(() => sealInstance(instanceOf(visit, { state }), 'state'), {
      code: 'SealingBlocked',
    })
  })
})

const sealedAt = (visit: Visit, parts: Partial<Instance> = {}) =>
  sealInstance(instanceOf(visit, parts), 'state')

const versioned = (version?: number, migrate?: (old: any) => any) =>
  defineComponent({
    name: 'card',
    template: 'c.njk',
    ...(version === undefined ? {} : { version }),
    ...(migrate === undefined ? {} : { migrate }),
  })

const sealVersion = (visit: Visit, version?: number) =>
  sealedAt(visit, { component: engineOf(versioned(version)) })

describe('unsealSnapshot', () => {
  it('refuses a state of another component, purpose, session or user', async () => {
    const other = defineComponent({ name: 'other', template: 'o.njk' })
    const world = createWorld([card, other])
    const sealed = sealedAt(world.visit)
    const rejected = { code: 'StateRejected' }
    await assert.rejects(open(world.visit, sealed, other), rejected)
    await assert.rejects(
      unsealSnapshot(world.visit, sealed, { ...use, purpose: 'flash' }),
      rejected,
    )
    await assert.rejects(open(world.as({ binding: 'other' }), sealed), rejected)
    await assert.rejects(open(world.as({ principal: 1 }), sealed), rejected)
    await assert.rejects(open(createWorld([card]).visit, sealed), rejected)
    assert.ok(await open(world.as({}), sealed))
  })

  it('opens what an older key sealed', async () => {
    const [old, recent] = [newKey(), newKey()]
    const sealed = sealedAt(createWorld([card], { keys: [old] }).visit)
    assert.ok(await open(createWorld([card], { keys: [recent, old] }).visit, sealed))
    await assert.rejects(open(createWorld([card], { keys: [recent] }).visit, sealed), {
      code: 'StateRejected',
    })
  })

  it('refuses a state older than 24 hours with the page it was rendered on', async () => {
    const world = createWorld([card])
    const sealed = sealedAt(world.visit)
    world.time = start + day
    assert.ok(await open(world.visit, sealed))
    world.time = start + day + 1
    await assert.rejects(open(world.visit, sealed), {
      code: 'StateExpired',
      status: 403,
      page: '/todos?open=1',
    })
  })

  it("takes the toolkit's maxAge, and the component's before it", async () => {
    const brief = defineComponent({ name: 'card', template: 'c.njk', maxAge: 1000 })
    const world = createWorld([brief], { maxAge: hour })
    const sealed = sealedAt(world.visit, { component: engineOf(brief) })
    world.time = start + 1000
    assert.ok(await open(world.visit, sealed, brief))
    world.time = start + 2000
    await assert.rejects(open(world.visit, sealed, brief), { code: 'StateExpired' })
    assert.ok(await open(world.visit, sealed))
    world.time = start + hour + 1000
    await assert.rejects(open(world.visit, sealed), { code: 'StateExpired' })
  })

  it('ends a chain of seals after 7 days, however fresh the last one is', async () => {
    const world = createWorld([card])
    world.time = start + 7 * day - 1000
    const sealed = sealedAt(world.visit, { born: start })
    assert.ok(await open(world.visit, sealed))
    world.time = start + 7 * day
    assert.ok(await open(world.visit, sealed))
    world.time = start + 7 * day + 1
    await assert.rejects(open(world.visit, sealed), { code: 'StateExpired' })
    assert.ok(await open(world.visit, sealedAt(world.visit)))
  })

  it('refuses a state of the future, but for clocks that differ by minutes', async () => {
    const world = createWorld([card])
    world.time = start + 300_000
    const near = sealedAt(world.visit)
    world.time = start + 301_000
    const far = sealedAt(world.visit)
    world.time = start
    assert.ok(await open(world.visit, near))
    await assert.rejects(open(world.visit, far), { code: 'StateRejected' })
  })

  describe('with another version', () => {
    it('refuses a state that nobody migrates', async () => {
      const { visit } = createWorld([card])
      const outdated = { code: 'StateOutdated', status: 409, page: '/todos?open=1' }
      await assert.rejects(open(visit, sealVersion(visit, 1), versioned(2)), outdated)
      await assert.rejects(open(visit, sealVersion(visit), versioned(1)), outdated)
      assert.ok(await open(visit, sealVersion(visit, 2), versioned(2)))
      assert.ok(await open(visit, sealVersion(visit), versioned(0)))
    })

    it('refuses a newer state, of a release that was taken back', async () => {
      const { visit } = createWorld([card])
      const migrating = versioned(1, (old) => old)
      await assert.rejects(open(visit, sealVersion(visit, 2), migrating), { code: 'StateOutdated' })
    })

    it('migrates an older state', async () => {
      const { visit } = createWorld([card])
      const seen: unknown[] = []
      const migrating = versioned(3, async (old) => {
        seen.push(old)
        return { ...old, state: { clicks: old.state.clicks * 10 }, page: '//evil.example', id: 'x' }
      })
      const snapshot = await open(visit, sealVersion(visit, 1), migrating)
      assert.deepEqual(seen, [
        { version: 1, args: { cardId: 7 }, publicState: { open: true }, state: { clicks: 3 } },
      ])
      assert.deepEqual(snapshot.state, { clicks: 30 })
      assert.deepEqual(
        [snapshot.version, snapshot.args, snapshot.id, snapshot.page],
        [3, { cardId: 7 }, 'card-7', '/todos?open=1'],
      )
    })

    it('migrates no state of the version that it has', async () => {
      const { visit } = createWorld([card])
      const migrating = versioned(2, () => assert.fail('migrated'))
      assert.equal((await open(visit, sealVersion(visit, 2), migrating)).version, 2)
    })

    it('says expired before outdated', async () => {
      const world = createWorld([card])
      const sealed = sealVersion(world.visit, 1)
      world.time += 2 * day
      await assert.rejects(open(world.visit, sealed, versioned(2)), { code: 'StateExpired' })
    })
  })

  describe('with a plugin whose row is gone', () => {
    const revived: number[] = []
    const row: TypePlugin<Row> = {
      name: 'Row',
      match: (value) => value instanceof Row,
      reduce: () => 1,
      async revive(payload) {
        revived.push(payload)
        throw stale('That row is gone.')
      },
    }
    const args = { row: new Row() } as Fields

    it('names the component and the page', async () => {
      const { visit } = createWorld([card], { plugins: [row] })
      await assert.rejects(open(visit, sealedAt(visit, { args })), {
        code: 'StaleComponentState',
        message: 'That row is gone.',
        component: 'card-7',
        page: '/todos?open=1',
      })
    })

    it('is told of the request', async () => {
      const seen: unknown[] = []
      const revive = (_: unknown, __: number, { ctx }: ReviveAt) => (seen.push(ctx), new Row())
      const { visit } = createWorld([card], { plugins: [{ ...row, revive }] })
      await open(visit, sealedAt(visit, { args }))
      assert.deepEqual([seen.length, seen[0] === visit.ctx], [1, true])
    })

    it('leaves other errors as they are', async () => {
      const down = new Error('connection refused')
      const revive = () => Promise.reject(down)
      const { visit } = createWorld([card], { plugins: [{ ...row, revive }] })
      await assert.rejects(open(visit, sealedAt(visit, { args })), (error) => error === down)
      assert.deepEqual(Object.keys(down), [])
    })

    it('says expired and outdated first, and asks for no row', async () => {
      const world = createWorld([card], { plugins: [row] })
      const sealed = sealedAt(world.visit, { args })
      revived.length = 0
      const next = defineComponent({ name: 'card', template: 'c.njk', version: 1 })
      await assert.rejects(open(world.visit, sealed, next), { code: 'StateOutdated' })
      world.time += 2 * day
      await assert.rejects(open(world.visit, sealed), { code: 'StateExpired' })
      assert.deepEqual(revived, [])
    })
  })

  describe('refuses a correctly sealed tuple', () => {
    const at = (index: number, part: unknown) => tuple().with(index, part)
    const hostile: [what: string, value: unknown][] = [
      ['that is null', null],
      ['that is a text', '{"json":"x"}'],
      ['that is an object', { 0: 'card-7', length: 7 }],
      ['that is a Map', new Map([[0, 'card-7']])],
      ['that is empty', []],
      ['that is too short', tuple().slice(0, 6)],
      ['that is too long', [...tuple(), {}, {}, {}, {}, {}, {}]],
      ['with an id that is a number', at(0, 7)],
      ['with an empty id', at(0, '')],
      ['with an id that breaks out of a selector', at(0, 'a,body')],
      ['with an id that breaks out of a header', at(0, 'a\r\nSet-Cookie: b')],
      ['with a page of another host', at(1, '//evil.example/')],
      ['with a page of another host, by a backslash', at(1, '/\\evil.example/')],
      ['with a page of another host, by a tab', at(1, '/\t/evil.example/')],
      ['with an absolute page', at(1, 'https://evil.example/')],
      ['with a page that is a script', at(1, 'javascript:alert(1)')],
      ['with a page that breaks out of a header', at(1, '/a\r\nSet-Cookie: b')],
      ['with an empty page', at(1, '')],
      ['with a page that is a list', at(1, ['/'])],
      ['with a time that is a text', at(2, String(seconds))],
      ['with a time that is a fraction', at(2, seconds + 0.5)],
      ['with a time that is NaN', at(2, Number.NaN)],
      ['with a time that is Infinity', at(2, Number.POSITIVE_INFINITY)],
      ['with a time that is a bigint', at(2, BigInt(seconds))],
      ['with a time that is a Date', at(2, new Date(start))],
      ['with a time in the future', at(2, seconds + 400)],
      ['with an age below zero, which would lengthen its life', at(3, -1000)],
      ['with an age that is null', at(3, null)],
      ['with a lineage that is a number', at(4, 1)],
      ['with a version that is a text', at(5, '0')],
      ['with a version below zero', at(5, -1)],
      ['with args that are null', at(6, null)],
      ['with args that are a list', at(6, [])],
      ['with args that are a Map', at(6, new Map())],
      ['with args that are a Date', at(6, new Date())],
      ['with args that are a text', at(6, 'x')],
      ['with public state that is a list', [...tuple(), [1]]],
      ['with state that is a Set', [...tuple(), {}, new Set()]],
      ['with attributes that are a text', [...tuple(), {}, {}, 'x']],
      ['with slots that are a number', [...tuple(), {}, {}, {}, 1]],
      ['with an undefined part', [...tuple(), undefined]],
    ]
    for (const [what, value] of hostile) {
      it(what, async () => {
        const { visit } = createWorld([card])
        await assert.rejects(open(visit, forge(visit, value)), { code: 'StateRejected' })
      })
    }

    it('with args that a plugin revives to an instance', async () => {
      const fake = {
        name: 'Fake',
        match: (value: unknown) => value instanceof Row,
        reduce: () => null,
        revive: () => new Row(),
      }
      const { visit } = createWorld([card], { plugins: [fake] })
      await assert.rejects(open(visit, forge(visit, at(6, new Row()))), { code: 'StateRejected' })
    })

    it('that is another type behind its first six parts', async () => {
      const { visit } = createWorld([card])
      const meta = { values: ['set'], v: 1 }
      // With no item twice, which a Set has not.
      const text = JSON.stringify({ json: at(3, 1), meta })
      await assert.rejects(open(visit, forge(visit, text)), { code: 'StateRejected' })
    })

    it('that is no superjson', async () => {
      const { visit } = createWorld([card])
      for (const text of ['', 'x', '[]', '{"json":[]', `${JSON.stringify(tuple())}x`]) {
        await assert.rejects(open(visit, forge(visit, text)), { code: 'StateRejected' })
      }
    })

    it('and takes the one it was made from', async () => {
      const { visit } = createWorld([card])
      assert.equal((await open(visit, forge(visit, tuple()))).id, 'card-7')
    })
  })
})
