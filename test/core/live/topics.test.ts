import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryBus, defineComponent, newKey } from 'sealwax/core'
import { z } from 'zod'
import { checkTopic, markOf, openTopics, writeTopics } from '../../../server/core/live/topics.ts'
import { createWorld, place, start, tagOf } from '../visit.ts'

const keyOf = (text: string) => text.split('.')[0]

let topics: unknown = ['b', 'a', 'b']
let whileLoading = async () => {}

const card = defineComponent({
  name: 'card',
  template: 'card.njk',
  args: z.object({ cardId: z.number() }).partial(),
  publicState: z.object({ open: z.boolean().default(false) }),
  state: () => ({ count: 1 }),
  async load() {
    await whileLoading()
    return { title: 'Milk' }
  },
  topics: (self) =>
    topics === undefined
      ? [`card:${self.args.cardId}`, self.title, `${self.open} ${self.state.count}`]
      : (topics as string[]),
})

const bare = defineComponent({ name: 'bare', template: 'bare.njk' })

function setUp() {
  const bus = createMemoryBus()
  const world = createWorld([card, bare], { bus })
  const show = async (visit = world.visit, args = {}) => {
    const instance = await place(visit, tagOf(card, args))
    assert(instance)
    return writeTopics(instance)
  }
  const open = (text: string, visit = world.visit) =>
    openTopics(visit.toolkit, visit.sealer(), text.split('.')[2] as string)
  return { bus, world, show, open }
}

describe('topics', () => {
  it('see args, public and server state, and what load returned', async () => {
    topics = undefined
    const { show, open, world } = setUp()
    const text = await show(world.visit, { cardId: 7 })
    assert.deepEqual(open(text).topics, ['Milk', 'card:7', 'false 1'])
    assert.ok(!text.includes('Milk'))
  })

  it('are named by the request itself, whatever public state is called', async () => {
    const sly = defineComponent({
      name: 'sly',
      template: 'card.njk',
      publicState: {
        '~standard': {
          version: 1,
          vendor: 'none',
          validate: (value) => ({ value: value as object }),
        },
      },
      init: () => ({ publicState: { ctx: { user: 'victim' }, state: { room: 'secret' } } }),
      state: () => ({ room: 'own' }),
      topics: ({ ctx, state }) => [`user:${(ctx as any).user}`, `room:${state.room}`],
    })
    const world = createWorld([sly], { bus: createMemoryBus(), development: false })
    const visit = world.as({ ctx: { user: 'me' } as any })
    const instance = await place(visit, tagOf(sly))
    assert(instance)
    const opened = openTopics(
      visit.toolkit,
      visit.sealer(),
      writeTopics(instance).split('.')[2] as string,
    )
    assert.deepEqual(opened.topics, ['room:own', 'user:me'])
  })

  it('can not be written to from there', async () => {
    const wrong = defineComponent({
      name: 'wrong',
      template: 'card.njk',
      topics: (self) => {
        Object.assign(self, { args: {} })
        return []
      },
    })
    const instance = await place(createWorld([wrong]).visit, tagOf(wrong))
    assert(instance)
    assert.throws(() => writeTopics(instance), TypeError)
  })

  it('are refused when they are none', async () => {
    const { show } = setUp()
    for (const wrong of ['a', [''], ['a\n'], [1], ['x'.repeat(201)], ['\ud800'], [['a']], null]) {
      topics = wrong
      await assert.rejects(show(), { code: 'ConfigError' }, JSON.stringify(wrong))
    }
    const many = Array.from({ length: 101 }, (_, at) => `t${at}`)
    topics = many
    await assert.rejects(show(), { code: 'ConfigError' })
    topics = many.slice(1)
    await show()
    assert.throws(() => checkTopic('\0end'), { code: 'ConfigError' })
  })

  it('are a matter of a function, of a component that is not called live', () => {
    const template = 'card.njk'
    const given = { name: 'x', template, topics: ['a'] as unknown as () => string[] }
    assert.throws(() => defineComponent(given), { code: 'ConfigError' })
    const live = defineComponent({ name: 'live', template })
    assert.throws(() => createWorld([live]), { code: 'ConfigError' })
  })
})

describe('writeTopics', () => {
  it('has one key for the same topics in any order, and another for others and for other visitors', async () => {
    const { show, world } = setUp()
    topics = ['b', 'a', 'b']
    const first = keyOf(await show())
    topics = ['a', 'b']
    assert.equal(keyOf(await show()), first)
    assert.notEqual(keyOf(await show(world.as({ binding: 'other' }))), first)
    topics = ['a', 'c']
    assert.notEqual(keyOf(await show()), first)
  })

  it('marks the version that is shown, so that a page knows what it shows already', async () => {
    const { bus, world, show } = setUp()
    topics = ['a', 'b']
    const markNow = () => markOf(['a', 'b'], bus, world.visit.sealer())
    const first = (await show()).split('.')[1]
    assert.equal(first, markNow())
    await bus.publish(['c'])
    assert.equal(markNow(), first)
    await bus.publish(['b'])
    assert.notEqual(markNow(), first)
    assert.equal((await show()).split('.')[1], markNow())
  })

  it('takes little of a page: eleven characters for the key and eight for the mark', async () => {
    topics = ['a', 'b']
    const [key, mark] = (await setUp().show()).split('.')
    assert.deepEqual([key?.length, mark?.length], [11, 8])
  })

  it('marks nothing where something was published while it loaded, and says so when opened', async () => {
    const { bus, show, open } = setUp()
    topics = ['a', 'b']
    whileLoading = () => bus.publish(['a'])
    const text = await show()
    whileLoading = async () => {}
    assert.equal(text.split('.')[1], '')
    assert.equal(bus.hasChanged('a', open(text).position), true)
    assert.equal(bus.hasChanged('a', open(await show()).position), false)
  })
})

describe('openTopics', () => {
  it('refuses what was sealed for another session, user or key, or is too old', async () => {
    const { world, show, open } = setUp()
    topics = ['a']
    const text = await show()
    assert.deepEqual(open(text).topics, ['a'])
    for (const visit of [
      world.as({ binding: 'other' }),
      world.as({ principal: 1 }),
      createWorld([card], { keys: [newKey()] }).visit,
    ]) {
      assert.throws(() => open(text, visit), { code: 'StateRejected' })
    }
    world.time = start + 24 * 60 * 60 * 1000
    assert.deepEqual(open(text).topics, ['a'])
    world.time += 1000
    assert.throws(() => open(text), { code: 'StateRejected' })
  })

  it('refuses a state, and no state is opened for topics', async () => {
    const { world, open, show } = setUp()
    topics = ['a']
    const sealer = world.visit.sealer()
    const state = sealer.seal('x', { purpose: 'state', component: 'card' })
    assert.throws(() => open(`..${state}`), { code: 'StateRejected' })
    const text = (await show()).split('.')[2] as string
    for (const component of ['card', 'live']) {
      const use = { purpose: 'state', component } as const
      assert.throws(() => sealer.unseal(text, use), { code: 'StateRejected' })
    }
  })
})
