import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as v from 'valibot'
import { z } from 'zod'
import {
  createToolkit,
  defaultLimits,
  defineComponent,
  newKey,
} from '../../../server/core/index.ts'
import { selfNames, templateNames } from '../taken-names.ts'
import { bareSchema, engineOf } from '../visit.ts'

const configError = { code: 'ConfigError' }
const define = (parts: Record<string, unknown>) =>
  defineComponent({ name: 'card', template: 'card.njk', ...parts })
const refuses = (parts: Record<string, unknown>, message?: RegExp) =>
  assert.throws(
    () => define(parts),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'ConfigError', String(error))
      if (message !== undefined) assert.match(error.message, message)
      return true
    },
  )
const run = () => {}

describe('defineComponent', () => {
  it('returns a component with its name and template', () => {
    const { name, template } = define({})
    assert.deepEqual([name, template], ['card', 'card.njk'])
  })

  it('freezes what it returns', () => {
    assert.ok(Object.isFrozen(define({})))
  })

  it('refuses public state under the name of an arg, which the browser could then write', () => {
    const role = z.object({ role: z.string().optional() })
    refuses({ args: role, publicState: role }, /Public state 'role' of card: this name is taken/)
  })

  it('refuses what nobody reads: a misspelt authorize would be no guard', () => {
    refuses({ authorise: run }, /Component card has no option 'authorise'/)
    refuses({ authorize: true }, /Component card: authorize has to be a function/)
    refuses({ load: {} }, /load has to be a function/)
  })

  it('lists methods in one form', () => {
    const params = z.object({ title: z.string() })
    const { methods } = engineOf(
      define({
        methods: { plain: run, full: { params, once: true, reload: false, download: true, run } },
      }),
    )
    assert.deepEqual(methods.get('plain'), {
      name: 'plain',
      params: undefined,
      paramNames: new Set(),
      files: new Map(),
      once: false,
      reload: true,
      download: false,
      run,
    })
    assert.deepEqual(methods.get('full'), {
      name: 'full',
      params,
      paramNames: new Set(['title']),
      files: new Map(),
      once: true,
      reload: false,
      download: true,
      run,
    })
  })

  it('knows no method by an inherited name', () => {
    const inherited = Object.create({ inherited: run })
    const { methods } = engineOf(define({ methods: Object.assign(inherited, { own: run }) }))
    assert.deepEqual([...methods.keys()], ['own'])
    for (const name of ['inherited', 'toString', 'constructor', '__proto__', 'load', 'init']) {
      assert.equal(methods.get(name), undefined)
    }
  })

  it('refuses names that ids can not hold', () => {
    for (const name of ['', 'Card', 'a--b', '1a', 'a_b', undefined, 5]) refuses({ name })
  })

  it('refuses a missing template', () => {
    refuses({ template: undefined })
    refuses({ template: 5 })
  })

  it('refuses methods whose names the call route keeps for itself, or can not have', () => {
    for (const name of [
      'load',
      'init',
      'authorize',
      'constructor',
      'prototype',
      '_private',
      '1a',
      'a-b',
      'a b',
      'a/b',
      '',
      'ä',
    ]) {
      refuses({ methods: { [name]: run } })
    }
    refuses({ methods: Object.defineProperty({}, '__proto__', { value: run, enumerable: true }) })
  })

  it('refuses methods that can not run', () => {
    for (const entry of [undefined, null, 5, 'x', {}, [], { run: 5 }, { params: z.object({}) }]) {
      refuses({ methods: { go: entry } }, /card\.go/)
    }
  })

  it('refuses options that it does not know', () => {
    const methods = { go: { parms: z.object({}), run } }
    refuses({ methods }, /Method card\.go has no option 'parms'/)
  })

  it('refuses schemas that are none', () => {
    for (const schema of [5, {}, null, { parse: run }, { '~standard': {} }]) {
      refuses({ args: schema }, /The args of card are no Standard Schema/)
      refuses({ publicState: schema }, /The publicState of card are no Standard Schema/)
      const methods = { go: { params: schema, run } }
      refuses({ methods }, /The params of card\.go are no Standard Schema/)
    }
  })

  for (const [library, object] of [
    ['zod', (name: string) => z.object({ [name]: z.string() })],
    ['valibot', (name: string) => v.object({ [name]: v.string() })],
  ] as const) {
    it(`refuses names that begin with _ (${library})`, () => {
      refuses({ publicState: object('_state') }, /_state/)
      refuses({ methods: { go: { params: object('_params'), run } } }, /_params/)
    })

    it(`refuses a name that is both public and a param (${library})`, () => {
      const publicState = object('title')
      refuses({ publicState, methods: { go: { params: object('title'), run } } }, /title/)
      assert.ok(define({ publicState, methods: { go: { params: object('text'), run } } }))
    })

    it(`refuses public state with a name of self or of the template (${library})`, () => {
      for (const name of [...selfNames, ...templateNames])
        refuses({ publicState: object(name) }, new RegExp(`'${name}'`))
    })

    it(`refuses args with a name of the template (${library})`, () => {
      for (const name of templateNames) {
        refuses({ args: object(name) }, new RegExp(`Arg '${name}' of card`))
      }
    })
  }

  it('takes a schema that does not tell its names', () => {
    const publicState = bareSchema((value) => ({ value }))
    assert.equal(engineOf(define({ publicState })).publicNames, undefined)
  })

  it('refuses versions and ages that no seal can be compared with', () => {
    for (const version of [-1, 1.5, Number.NaN, '1', 2 ** 60]) refuses({ version })
    for (const maxAge of [0, -1, Number.NaN, '1000']) refuses({ maxAge }, /card: maxAge/)
    assert.ok(define({ version: 3, maxAge: 1000 }))
  })
})

const toolkit = (options: object) => createToolkit({ keys: [newKey()], components: [], ...options })

describe('createToolkit', () => {
  it('refuses two components of one name', () => {
    assert.throws(() => toolkit({ components: [define({}), define({})] }), configError)
  })

  it('finds components by own names only', () => {
    const { components } = toolkit({ components: [define({})] })
    assert.equal(components.get('card')?.name, 'card')
    for (const name of ['toString', '__proto__', 'constructor']) {
      assert.equal(components.get(name), undefined)
    }
  })

  it('refuses missing and wrong keys', () => {
    for (const keys of [undefined, [], [''], ['secret'], [undefined], newKey()]) {
      assert.throws(() => toolkit({ keys }), configError)
    }
  })

  it('refuses prefixes that are no path', () => {
    for (const prefix of ['', '/', 'x', '/a/', '//a', '/a b', '/a?b', 'https://a']) {
      assert.throws(() => toolkit({ prefix }), configError)
    }
    assert.equal(toolkit({ prefix: '/a/b-c_d' }).prefix, '/a/b-c_d')
  })

  it('refuses limits and ages that would be no limit', () => {
    for (const number of [Number.NaN, 0, -1, '5', null]) {
      for (const options of [{ maxAge: number }, { maxLifetime: number }]) {
        assert.throws(() => toolkit(options), { ...configError, message: /^Option max/ })
      }
      assert.throws(() => toolkit({ limits: { maxNodes: number } }), configError)
    }
  })

  it('has the defaults that the documentation names', () => {
    const { limits, maxAge, maxLifetime, compress, prefix, development } = toolkit({})
    assert.deepEqual(limits, {
      maxBodyBytes: 1_048_576,
      maxSealedLength: 65_536,
      maxDepth: 32,
      maxNodes: 10_000,
      maxFields: 1000,
    })
    assert.deepEqual([maxAge, maxLifetime], [86_400_000, 604_800_000])
    assert.deepEqual([compress, prefix, development], [false, '/_sealwax', true])
  })

  it('changes just what an option says', () => {
    assert.equal(toolkit({ compress: true }).compress, true)
    assert.equal(toolkit({ compress: 'yes' }).compress, false)
    assert.equal(toolkit({ development: false }).development, false)
    assert.deepEqual(toolkit({ limits: { maxDepth: 5 } }).limits, { ...defaultLimits, maxDepth: 5 })
  })

  it('remembers one-shot states in memory, by its own clock', async () => {
    let time = 0
    const { onceStore } = toolkit({ now: () => time })
    assert.equal(await onceStore.claim('a', 1000), true)
    assert.equal(await onceStore.has('a'), true)
    time = 1000
    assert.equal(await onceStore.has('a'), false)
  })
})
