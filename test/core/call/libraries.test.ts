import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import { load } from '../../../server/core/instance/instance.ts'
import { mount } from '../../../server/core/instance/mount.ts'
import {
  call,
  defineComponent,
  type Fields,
  type Instance,
  type Schema,
  sealInstance,
  toPublicJson,
} from '../../../server/core/rooms.ts'
import { createWorld, engineOf, formOf, tagOf } from '../visit.ts'

/** The same component in the words of one library. */
interface Library {
  readonly args: Schema<any, any>
  readonly publicState: Schema<any, any>
  readonly params: Schema<any, any>
  /** Params whose names a schema does not tell. */
  readonly nameless: Schema<any, any>
  /** Params that are checked by a promise; not every library has them. */
  readonly later?: Schema<any, any>
}

const zod: Library = {
  args: z.object({ docId: z.number().int(), label: z.string().default('none') }),
  publicState: z.object({
    size: z.coerce.number().max(9).default(1),
    on: z.coerce.boolean().default(false),
    tags: z.array(z.string()).default([]),
    when: z.coerce.date().default(new Date(0)),
    big: z.coerce.bigint().default(1n),
    map: z
      .map(z.string(), z.bigint())
      .or(z.array(z.tuple([z.string(), z.coerce.bigint()])).transform((pairs) => new Map(pairs)))
      .default(new Map()),
    set: z
      .set(z.string())
      .or(z.array(z.string()).transform((items) => new Set(items)))
      .default(new Set()),
  }),
  params: z.object({ title: z.string().min(1), rows: z.array(z.object({ name: z.string() })) }),
  nameless: z.record(z.string(), z.string().min(1)),
  later: z.object({ title: z.string().refine(async (title) => title !== 'taken') }),
}

const valibot: Library = {
  args: v.object({
    docId: v.pipe(v.number(), v.integer()),
    label: v.optional(v.string(), 'none'),
  }),
  publicState: v.object({
    size: v.optional(v.pipe(v.unknown(), v.transform(Number), v.number(), v.maxValue(9)), 1),
    on: v.optional(v.pipe(v.unknown(), v.transform(Boolean)), false),
    tags: v.optional(v.array(v.string()), []),
    when: v.optional(
      v.pipe(
        v.union([v.string(), v.date()]),
        v.transform((time) => new Date(time)),
        v.date(),
      ),
      new Date(0),
    ),
    big: v.optional(
      v.pipe(
        v.union([v.pipe(v.string(), v.digits()), v.bigint()]),
        v.transform((digits) => BigInt(digits)),
      ),
      1n,
    ),
    map: v.optional(
      v.pipe(
        v.union([v.array(v.tuple([v.string(), v.string()])), v.map(v.string(), v.bigint())]),
        v.transform((pairs) => new Map([...pairs].map(([key, big]) => [key, BigInt(big)]))),
      ),
      [],
    ),
    set: v.optional(
      v.pipe(
        v.union([v.array(v.string()), v.set(v.string())]),
        v.transform((items) => new Set(items)),
      ),
      [],
    ),
  }),
  params: v.object({
    title: v.pipe(v.string(), v.minLength(1)),
    rows: v.array(v.object({ name: v.string() })),
  }),
  nameless: v.record(v.string(), v.pipe(v.string(), v.minLength(1))),
  later: v.objectAsync({
    title: v.pipeAsync(
      v.string(),
      v.checkAsync(async (title) => title !== 'taken'),
    ),
  }),
}

const arktype: Library = {
  args: type({ docId: 'number.integer', label: 'string = "none"' }),
  publicState: type({
    size: type('string.numeric.parse | number').to('number <= 9').default(1),
    on: type('unknown').pipe(Boolean).default(false),
    tags: type('string[]').default(() => []),
    when: type('string.date.parse | Date').default(() => new Date(0)),
    big: type('string.integer | bigint').pipe(BigInt).default(1n),
    map: type(['string', 'string'])
      .array()
      .or('Map')
      .pipe((pairs) => new Map([...pairs].map(([key, big]) => [key, BigInt(big as string)])))
      .default(() => new Map()),
    set: type('string[] | Set')
      .pipe((items) => new Set(items as []))
      .default(() => new Set()),
  }),
  params: type({ title: 'string > 0', rows: type({ name: 'string' }).array() }),
  nameless: type({ '[string]': 'string > 0' }),
}

for (const [name, library] of Object.entries({ zod, valibot, arktype })) {
  describe(`a component whose schemas are of ${name}`, () => {
    const ran: unknown[] = []
    const selves: any[] = []
    const note = (self: any, params: unknown) => {
      selves.push(self)
      ran.push(params)
    }
    const definition: any = {
      name: 'doc',
      template: 'doc.njk',
      args: library.args,
      publicState: library.publicState,
      state: () => ({ secret: 'kept' }),
      load: () => ({ user: 'ann' }),
      methods: {
        look: note,
        rename: { params: library.params, run: note },
        any: { params: library.nameless, run: note },
        later: { params: library.later ?? library.params, run: note },
        push: (self: any) => void self.tags.push('pushed'),
        stray: (self: any) => void (self.titel = 'x'),
        grow: (self: any) => void (self.size = 99),
      },
    }
    const component = defineComponent(definition)
    const { visit } = createWorld([component])
    const methods = engineOf(component).methods

    const open = async (args: Fields = { docId: 7 }): Promise<Instance> => {
      const instance = await mount(visit, tagOf(component, args))
      await load(instance)
      ran.length = 0
      return instance
    }
    const post = async (
      method: string,
      fields: Record<string, string | string[]> = {},
      from?: Instance,
    ) => {
      const sealed = sealInstance(from ?? (await open()), 'state')
      const found = methods.get(method)
      assert(found)
      const request = { component: engineOf(component), method: found, sealed }
      return call(visit, { ...request, fields: formOf(fields) })
    }
    const row = JSON.stringify({ title: 'x', rows: [{ name: 'a' }] })

    it('knows the names of its fields', () => {
      const { publicNames } = engineOf(component)
      const sorted = [...(publicNames ?? [])].toSorted()
      assert.deepEqual(sorted, ['big', 'map', 'on', 'set', 'size', 'tags', 'when'])
      assert.deepEqual([...(methods.get('rename')?.paramNames ?? [])].toSorted(), ['rows', 'title'])
      assert.equal(methods.get('any')?.paramNames, undefined)
    })

    it('checks args, and fills in defaults', async () => {
      assert.deepEqual((await open()).args, { docId: 7, label: 'none' })
      for (const args of [{}, { docId: '7' }, { docId: 1.5 }, { docId: 7, label: 1 }]) {
        await assert.rejects(open(args), { code: 'ConfigError', message: /args of doc/ })
      }
    })

    it('reads a form of public state into its types', async () => {
      const { instance, invalid } = await post('look', {
        size: '5',
        on: 'on',
        tags: ['a', 'b'],
        when: '2026-03-04T05:06:07.000Z',
        big: '18446744073709551616',
        _list: ['tags', 'set'],
        set: ['x', 'y', 'x'],
      })
      assert.equal(invalid, false)
      const expected = {
        size: 5,
        on: true,
        tags: ['a', 'b'],
        when: new Date('2026-03-04T05:06:07Z'),
        big: 2n ** 64n,
        map: new Map(),
        set: new Set(['x', 'y']),
      }
      assert.deepStrictEqual(instance.publicState, expected)
      assert.deepStrictEqual({ ...selves.at(-1) }, expected)
    })

    it('takes back in _public what it wrote into the page', async () => {
      const instance = await open()
      Object.assign(instance.publicState, {
        when: new Date('2026-03-04T05:06:07Z'),
        big: 2n ** 64n,
        map: new Map([['a', 5n]]),
        set: new Set(['x']),
      })
      const json = JSON.stringify(toPublicJson(instance.publicState))
      const again = await post('look', { _public: json })
      assert.deepStrictEqual(again.instance.publicState, instance.publicState)
    })

    it('keeps typed public state from one call to the next', async () => {
      const { instance } = await post('look', { size: '5', big: '7', when: '2026-03-04' })
      const next = await post('look', {}, instance)
      assert.deepStrictEqual(next.instance.publicState, instance.publicState)
    })

    it('hands over params', async () => {
      await post('rename', { _params: row })
      assert.deepEqual(ran, [JSON.parse(row)])
      await post('any', { a: 'x', b: 'y', size: '5' })
      assert.deepEqual(ran, [{ a: 'x', b: 'y' }])
    })

    const wrong: [string, Record<string, string | string[]>][] = [
      ['look', { size: 'x' }],
      ['look', { size: '10' }],
      ['look', { big: '1.5' }],
      ['look', { when: 'soon' }],
      ['look', { _public: '{"tags":"a"}' }],
      ['look', { _public: '{"tags":[1]}' }],
      ['look', { _public: '{"map":[["a",{}]]}' }],
      ['look', { _public: '{"secret":"x"}' }],
      ['look', { _public: '{"user":"eve"}' }],
      ['rename', { title: 'x' }],
      ['rename', { _params: '{"title":"","rows":[]}' }],
      ['rename', { _params: '{"title":1,"rows":[]}' }],
      ['rename', { _params: '{"title":"x","rows":{}}' }],
      ['rename', { _params: '{"title":"x","rows":[{"name":1}]}' }],
      ['rename', { _params: '{"title":"x","rows":[],"more":1}' }],
      ['rename', { _params: row, size: 'x' }],
      ['any', { a: '' }],
      ['any', { _params: '{"a":1}' }],
    ]
    for (const [method, fields] of wrong) {
      it(`runs no method for ${method} ${JSON.stringify(fields)}`, async () => {
        const { instance, invalid } = await post(method, fields)
        assert.equal(invalid, true)
        assert.notDeepEqual(instance.errors, {})
        assert.deepEqual(ran, [])
        assert.equal(instance.publicState['size'], 1)
      })
    }

    it('says which of many values is wrong', async () => {
      const rows = [{ name: 'a' }, { name: 5 }]
      const { instance } = await post('rename', {
        _params: JSON.stringify({ title: 'x', rows }),
      })
      assert.deepEqual(Object.keys(instance.errors), ['rows', 'rows.1.name'])
    })

    it('never assigns what is no public state', async () => {
      const fields = { secret: 'x', user: 'eve', docId: '8', state: 'x', args: 'x', load: 'x' }
      const { instance } = await post('look', fields)
      assert.deepEqual(instance.state, { secret: 'kept' })
      assert.deepEqual(instance.args, { docId: 7, label: 'none' })
      assert.equal(selves.at(-1).user, 'ann')
      assert.equal('secret' in instance.publicState, false)
    })

    it('shows a change of a list', async () => {
      const { instance } = await post('push', { tags: ['a', 'b'] })
      assert.deepEqual(instance.publicState['tags'], ['a', 'b', 'pushed'])
    })

    it('lets a method assign only what it knows', async () => {
      await assert.rejects(post('stray'), { code: 'ConfigError', message: /'titel'/ })
      await assert.rejects(post('grow'), { code: 'ConfigError', message: /size/ })
    })

    // arktype has no checks that take their time.
    if (library.later === undefined) return
    it('waits for a check that takes its time', async () => {
      assert.equal((await post('later', { title: 'taken' })).invalid, true)
      assert.deepEqual(ran, [])
      assert.equal((await post('later', { title: 'free' })).invalid, false)
      assert.deepEqual(ran, [{ title: 'free' }])
    })
  })
}
