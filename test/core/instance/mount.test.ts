import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { defineComponent } from '../../../server/core/index.ts'
import { load } from '../../../server/core/instance/instance.ts'
import { mount } from '../../../server/core/instance/mount.ts'
import { selfNames, templateNames } from '../taken-names.ts'
import { bareSchema, createWorld, start, tagOf } from '../visit.ts'
import { spied } from './spied.ts'

const oneShot = { methods: { pay: { once: true, run() {} } } }

describe('mount', () => {
  it('checks args, then runs init, and lets its caller run load', async () => {
    const { component, ran } = spied(oneShot)
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
    const { component } = spied(oneShot)
    const { visit } = createWorld([component])
    const one = await mount(visit, tagOf(component, { cardId: 7 }))
    const other = await mount(visit, tagOf(component, { cardId: 7 }))
    assert.notEqual(one.state, other.state)
    assert.notEqual(one.lineage, other.lineage)
  })

  it('makes no lineage where no method is one-shot', async () => {
    const { component } = spied()
    const { visit } = createWorld([component])
    assert.equal((await mount(visit, tagOf(component, { cardId: 7 }))).lineage, '')
  })

  it('refuses args that do not fit', async () => {
    const { component, ran } = spied()
    const { visit } = createWorld([component])
    await assert.rejects(async () => mount(visit, tagOf(component, { cardId: 'x' })), {
      code: 'ConfigError',
      message: /args of card.*cardId/,
    })
    assert.deepEqual(ran, [])
  })

  it('refuses args of a component that takes none', async () => {
    const component = defineComponent({ name: 'plain', template: 'p.njk' })
    const { visit } = createWorld([component])
    assert.deepEqual((await mount(visit, tagOf(component))).args, {})
    await assert.rejects(async () => mount(visit, tagOf(component, { a: 1 })), {
      code: 'ConfigError',
      message: /have no 'a'/,
    })
  })

  it('refuses public state from init that does not fit, and says all that is wrong', async () => {
    const { component } = spied({ init: () => ({ publicState: { open: 'yes', note: 5 } }) })
    const { visit } = createWorld([component])
    await assert.rejects(async () => mount(visit, tagOf(component, { cardId: 7 })), {
      code: 'ConfigError',
      message: /^The public state of card: open: .*; note: /,
    })
    const whole = spied({ publicState: bareSchema(() => ({ issues: [{ message: 'No.' }] })) })
    const world = createWorld([whole.component])
    await assert.rejects(async () => mount(world.visit, tagOf(whole.component, { cardId: 7 })), {
      message: 'The public state of card: No.',
    })
  })

  it('asks once whether public state accepts its own output', async () => {
    let checks = 0
    const publicState = bareSchema((value) => (checks++, { value }))
    const { component } = spied({ publicState })
    const { visit } = createWorld([component])
    const checksOf = async () => {
      checks = 0
      await mount(visit, tagOf(component, { cardId: 7 }))
      return checks
    }
    assert.deepEqual([await checksOf(), await checksOf()], [3, 1])
  })

  it('refuses, each time, public state whose JSON its own schema does not accept', async () => {
    const publicState = z.object({ at: z.date().default(() => new Date(0)) })
    const { component } = spied({ publicState, init: undefined })
    const { visit } = createWorld([component])
    for (let render = 0; render < 2; render++) {
      await assert.rejects(async () => mount(visit, tagOf(component, { cardId: 7 })), {
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
    await assert.rejects(async () => mount(visit, tagOf(component, { cardId: 7 })), {
      code: 'ConfigError',
    })
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
      await assert.rejects(async () => mount(visit, tagOf(component, { cardId: 7 })), {
        code: 'ConfigError',
      })
    }
    const { component } = spied({ args: anything, init: undefined })
    const { visit } = createWorld([component], { development: true })
    await assert.rejects(async () => mount(visit, tagOf(component, { sealed: 1 })), {
      code: 'ConfigError',
    })
    const production = createWorld([component], { development: false })
    assert.ok(await mount(production.visit, tagOf(component, { sealed: 1 })))
  })

  it('lets args and server state have the words of self, which never reads them by name', async () => {
    const args = bareSchema((value) => ({ value }))
    const { component } = spied({ args, state: () => ({ client: 1 }), init: undefined })
    const { visit } = createWorld([component], { development: true })
    const { state } = await mount(visit, tagOf(component, { ctx: 1 }))
    assert.deepEqual(state, { client: 1 })
  })
})

describe('load', () => {
  for (const name of [...selfNames, ...templateNames, 'cardId', 'open', 'note']) {
    it(`refuses to return '${name}'`, async () => {
      const { component } = spied({ load: () => ({ [name]: 1 }) })
      const { visit } = createWorld([component])
      const instance = await mount(visit, tagOf(component, { cardId: 7 }))
      await assert.rejects(async () => load(instance), {
        code: 'ConfigError',
        message: new RegExp(`'${name}'`),
      })
      assert.deepEqual(instance.loaded, {})
    })
  }

  it('says who has the name that it returns too', async () => {
    const whose = { cardId: 'an arg has this name', open: 'public state has this name' }
    for (const [name, has] of Object.entries(whose)) {
      const { component } = spied({ load: () => ({ [name]: 1 }) })
      const { visit } = createWorld([component])
      const instance = await mount(visit, tagOf(component, { cardId: 7 }))
      const message = `load of ${component.name} returns '${name}': ${has}.`
      await assert.rejects(async () => load(instance), { message })
    }
  })

  it('refuses the name of a public field that is absent now', async () => {
    const publicState = z.object({ filter: z.string().optional() })
    const { component } = spied({ publicState, init: undefined, load: () => ({ filter: 'x' }) })
    const { visit } = createWorld([component])
    const instance = await mount(visit, tagOf(component, { cardId: 7 }))
    await assert.rejects(async () => load(instance), { code: 'ConfigError' })
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
