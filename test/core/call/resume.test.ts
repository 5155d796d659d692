import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { mount } from '../../../server/core/instance/mount.ts'
import {
  type AnyComponent,
  type CallFields,
  call,
  createMeter,
  defineComponent,
  type Fields,
  InvalidInput,
  type StoredFile,
  sealInstance,
  type ToolkitOptions,
} from '../../../server/core/rooms.ts'
import { createWorld, engineOf, formOf, tagOf } from '../visit.ts'

const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A card with a state, somewhere on a page, and what its methods were given. */
async function createCard(options: Partial<ToolkitOptions> = {}) {
  const ran: string[] = []
  const given: unknown[] = []
  const tell = { refuse: false }
  const card = engineOf(
    defineComponent({
      name: 'card',
      template: 'card.njk',
      args: z.object({ cardId: z.number() }),
      authorize: () => ran.push('authorize') > 0,
      async load() {
        await pass(5)
        ran.push('load')
      },
      methods: {
        add: {
          params: z.object({ title: z.string() }),
          files: { photo: {} },
          run: (_, params) => void given.push(params),
        },
        async slow() {
          await pass(10)
        },
        edit() {
          if (tell.refuse) throw new InvalidInput([{ path: '', message: 'No.' }])
        },
        pay: {
          once: true,
          run() {
            if (tell.refuse) throw new InvalidInput([{ path: '', message: 'No.' }])
            ran.push('pay')
          },
        },
      },
    }),
  )
  const world = createWorld([card], options)
  const seal = async (id = 'card-1', parts: Fields = {}) =>
    sealInstance(await mount(world.visit, { ...tagOf(card, { cardId: 7 }), id, ...parts }), 'state')
  return { card, world, ran, given, tell, seal }
}

const requestOf = (component: AnyComponent, sealed: string, method?: string) => ({
  component,
  sealed,
  method: method === undefined ? undefined : component.methods.get(method),
  fields: formOf({}) as CallFields,
})

describe('what a call draws', () => {
  it('knows the children that are alive in the page, and its own id', async () => {
    const { card, world, seal } = await createCard()
    const live = [['card-1__x-1', 'd'.repeat(22), 'state']]
    const fields = formOf({ _live: JSON.stringify(live) })
    const { instance } = await call(world.visit, { ...requestOf(card, await seal()), fields })
    assert.deepEqual([...instance.visit.live.keys()], ['card-1__x-1'])
    assert.equal(instance.visit.isCall, true)
    assert.deepEqual([...instance.visit.ids], ['card-1'])
  })

  it('has a digest of what its parent gave it, where it has one', async () => {
    const { card, world, seal } = await createCard()
    const draw = async (id: string) =>
      (await call(world.visit, requestOf(card, await seal(id)))).instance.digest
    assert.equal(await draw('card-1'), undefined)
    assert.match((await draw('list-1__card-1')) ?? '', /^[\w-]{22}$/)
  })

  it('is a refresh where no method was called', async () => {
    const { card, world, seal } = await createCard()
    const refreshed = async (method?: string) =>
      (await call(world.visit, requestOf(card, await seal(), method))).instance.refreshed
    assert.deepEqual([await refreshed(), await refreshed('edit')], [true, false])
  })
})

describe('a one-shot call with more than could be shown again', () => {
  it('is refused before it uses up its right', async () => {
    const { card, world, ran, seal } = await createCard({ limits: { maxBodyBytes: 1000 } })
    const request = requestOf(card, await seal(), 'pay')
    const long = { ...request, fields: formOf({ note: 'x'.repeat(1001) }) }
    await assert.rejects(call(world.visit, long), { code: 'TooLarge' })
    assert.equal(ran.includes('pay'), false)
    await call(world.visit, request)
    assert.equal(ran.includes('pay'), true)
  })

  it('is no matter where nothing is used up', async () => {
    const { card, world, seal } = await createCard({ limits: { maxBodyBytes: 1000 } })
    const request = requestOf(card, await seal(), 'edit')
    const fields = formOf({ note: 'x'.repeat(1001) })
    assert.equal((await call(world.visit, { ...request, fields })).invalid, false)
  })
})

describe('a call whose slots have changed since', () => {
  it('is refused as outdated before anybody is asked', async () => {
    const { card, world, ran, seal } = await createCard()
    const asked: unknown[] = []
    let has = false
    const request = {
      ...requestOf(card, await seal('card-1', { slots: { default: ['page.njk', 1] } }), 'edit'),
      hasSlots: (slots: Fields) => (asked.push(slots), has),
    }
    await assert.rejects(call(world.visit, request), {
      code: 'StateOutdated',
      page: '/todos?open=1',
    })
    assert.deepEqual(ran, [])
    has = true
    assert.ok(await call(world.visit, request))
    assert.deepEqual(asked, [{ default: ['page.njk', 1] }, { default: ['page.njk', 1] }])
  })
})

describe('a call with files', () => {
  const file = { id: 'f1' } as StoredFile
  const received = {
    files: new Map([['photo', [file]]]),
    issues: [],
    fields: formOf({ title: 'Sea' }),
  }

  it('hands them to the method beside its params', async () => {
    const { card, world, given, seal } = await createCard()
    const request = { ...requestOf(card, await seal(), 'add'), receive: async () => received }
    await call(world.visit, request)
    assert.deepEqual(given, [{ title: 'Sea', photo: file }])
  })

  it('hands them over once, where new args stand behind them', async () => {
    const { card, world, given, seal } = await createCard()
    const id = 'list-1__card-1'
    const fields = formOf({ title: 'Sea', _args: await seal(id) })
    let times = 0
    const receive = async () => (times++, { ...received, fields })
    await call(world.visit, { ...requestOf(card, await seal(id), 'add'), receive })
    assert.deepEqual([times, given], [1, [{ title: 'Sea', photo: file }]])
  })
})

describe('a method that finds fault with its input', () => {
  it('may be called again from the answer, though it is one-shot', async () => {
    const { card, world, ran, tell, seal } = await createCard()
    const sealed = await seal()
    tell.refuse = true
    const refused = await call(world.visit, requestOf(card, sealed, 'pay'))
    assert.equal(refused.invalid, true)
    await assert.rejects(call(world.visit, requestOf(card, sealed, 'pay')), {
      code: 'StateReplayed',
    })
    tell.refuse = false
    const answered = sealInstance(refused.instance, 'state')
    assert.equal((await call(world.visit, requestOf(card, answered, 'pay'))).invalid, false)
    assert.deepEqual(
      ran.filter((name) => name === 'pay'),
      ['pay'],
    )
  })

  it('leaves the right to the one-shot methods beside it as it was', async () => {
    const { card, world, tell, seal } = await createCard()
    tell.refuse = true
    const sealed = await seal()
    const refused = await call(world.visit, requestOf(card, sealed, 'edit'))
    tell.refuse = false
    const answered = sealInstance(refused.instance, 'state')
    await call(world.visit, requestOf(card, answered, 'pay'))
    await assert.rejects(call(world.visit, requestOf(card, sealed, 'pay')), {
      code: 'StateReplayed',
    })
  })
})

describe('a click that waited for the answer to another one', () => {
  it('is refused where the state that it was meant for was used', async () => {
    const { card, world, seal } = await createCard()
    const first = await call(world.visit, requestOf(card, await seal(), 'pay'))
    const used = first.instance.lineage
    const next = sealInstance(first.instance, 'state')
    const second = await call(world.visit, requestOf(card, next, 'pay'))
    const newest = sealInstance(second.instance, 'state')
    const fields = formOf({ _once: used })
    await assert.rejects(call(world.visit, { ...requestOf(card, newest, 'pay'), fields }), {
      code: 'StateReplayed',
    })
    const own = formOf({ _once: second.instance.lineage })
    assert.ok(await call(world.visit, { ...requestOf(card, newest, 'pay'), fields: own }))
  })

  it('never asks the store for a name longer than ours', async () => {
    const asked: string[] = []
    const has = (lineage: string) => (asked.push(lineage), false)
    const { card, world, seal } = await createCard({ onceStore: { has, claim: () => true } })
    const fields = formOf({ _once: 'x'.repeat(100_000) })
    await call(world.visit, { ...requestOf(card, await seal(), 'pay'), fields })
    assert.deepEqual(
      asked.map(({ length }) => length),
      [12, 12],
    )
  })
})

describe('a call that is measured', () => {
  it('counts opening, loading and the method for themselves', async () => {
    const { card, world, seal } = await createCard()
    const meter = createMeter()
    await call({ ...world.visit, meter }, requestOf(card, await seal(), 'slow'))
    const { unseal, load, method, render, seal: sealing, ...others } = meter.durations
    assert.ok(unseal > 0, `unseal ${unseal}`)
    assert.ok(load > 8, `load ${load}, twice`)
    assert.ok(method > 8, `method ${method}`)
    assert.deepEqual([render, sealing, meter.states, others], [0, 0, 0, {}])
  })

  it('counts the states that it seals, and their characters', async () => {
    const { card, world, seal } = await createCard()
    const meter = createMeter()
    const { instance } = await call({ ...world.visit, meter }, requestOf(card, await seal()))
    const texts = [sealInstance(instance, 'state'), sealInstance(instance, 'flash')]
    assert.ok(meter.durations.seal > 0)
    assert.deepEqual([meter.states, meter.sealed], [2, texts.join('').length])
  })
})
