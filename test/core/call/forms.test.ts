import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { z } from 'zod'
import { mount } from '../../../server/core/instance/mount.ts'
import {
  call,
  defineComponent,
  type Fields,
  type Instance,
  sealInstance,
  stale,
} from '../../../server/core/rooms.ts'
import { bareSchema, createWorld, engineOf, formOf, tagOf } from '../visit.ts'

const row = z.object({
  name: z.string().min(1, 'Name it.'),
  done: z.coerce.boolean().default(false),
})
const initial = [{ name: 'a', done: false, id: 1 }]
const asked: string[] = []
const ran: unknown[] = []
const data = { gone: false }
const note = (_: unknown, params: unknown) => void ran.push(params)

const order = defineComponent({
  name: 'order',
  template: 'order.njk',
  publicState: z.object({
    lines: z.array(row.extend({ id: z.number() })).default(initial),
    memo: z.string().nullable().default('m'),
    size: z.coerce.number('A number.').default(1),
    'a.b': z.string().default('dotted'),
    prices: z.record(z.string(), z.coerce.number()).default({}),
  }),
  authorize({ method }: { method: string }) {
    asked.push(method)
    return true
  },
  load() {
    if (data.gone) throw stale()
    return {}
  },
  methods: {
    save: {
      params: z.object({
        title: z.string().min(1, 'Write a title.'),
        rows: z.array(row).default([]),
        born: z.coerce.date('A day.').nullable().optional(),
        mail: z.email('An address.').optional(),
      }),
      run: note,
    },
    sign: {
      params: z
        .object({ word: z.string().min(3, 'Short.'), again: z.string() })
        .refine(({ word, again }) => word === again, 'Not the same.'),
      run: note,
    },
    loose: { params: bareSchema((value) => ({ value })), run: note },
  },
})

const { visit } = createWorld([order])

async function post(
  method: string | undefined,
  fields: Record<string, string | string[]>,
  from?: Instance,
) {
  const sealed = sealInstance(from ?? (await mount(visit, tagOf(order))), 'state')
  const found = method === undefined ? undefined : engineOf(order).methods.get(method)
  assert.equal(found?.name, method)
  const request = { component: engineOf(order), method: found, sealed }
  return call(visit, { ...request, fields: formOf(fields) })
}

async function paramsOf(fields: Record<string, string | string[]>, method = 'save') {
  const { instance, invalid } = await post(method, fields)
  assert.deepEqual([invalid, instance.errors], [false, {}])
  return ran[0] as Fields
}

const look = (fields: Record<string, string | string[]>, from?: Instance) =>
  post(undefined, { _form: 'save', ...fields }, from)

beforeEach(() => {
  ran.length = 0
  asked.length = 0
  data.gone = false
})

describe('a field whose name is a path', () => {
  it('is a part of a list of objects', async () => {
    const params = await paramsOf({
      title: 'x',
      'rows.0.name': 'a',
      'rows.0.done': 'on',
      'rows.1.name': 'b',
      _box: ['rows.0.done', 'rows.1.done'],
    })
    assert.deepEqual(params['rows'], [
      { name: 'a', done: true },
      { name: 'b', done: false },
    ])
  })

  it('finds its place in any order', async () => {
    const fields = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`rows.${11 - at}.name`, `n${11 - at}`]),
    )
    const { rows } = await paramsOf({ title: 'x', ...fields })
    const names = (rows as { name: string }[]).map(({ name }) => name)
    assert.deepEqual(
      names,
      Array.from({ length: 12 }, (_, at) => `n${at}`),
    )
  })

  it('is laid over the public state that is there, and adds to the end of a list', async () => {
    const fields = { 'lines.0.name': 'b', 'prices.42': '3' }
    const { instance } = await post('loose', fields)
    assert.deepEqual(instance.publicState['lines'], [{ name: 'b', done: false, id: 1 }])
    assert.deepEqual(instance.publicState['prices'], { 42: 3 })
    const more = await post('loose', { 'lines.1.name': 'c' })
    assert.deepEqual(Object.keys(more.instance.errors), ['lines', 'lines.1.id'])
    assert.equal(more.instance.typed?.['lines.1.name'], 'c')
  })

  it('is a plain name where the schema knows it as one, or tells no names', async () => {
    const { instance } = await post('loose', { 'a.b': 'x', 'c.0': 'y' })
    assert.equal(instance.publicState['a.b'], 'x')
    assert.deepEqual(ran, [{ 'c.0': 'y' }])
  })

  it('has its own messages, and its list has them too', async () => {
    const { instance } = await post('save', { title: 'x', 'rows.0.name': '', 'rows.1.name': '' })
    assert.deepEqual(instance.errors, {
      rows: ['Name it.', 'Name it.'],
      'rows.0.name': ['Name it.'],
      'rows.1.name': ['Name it.'],
    })
  })

  const hostile: Record<string, string>[] = [
    { 'lines.999999999.name': 'x' },
    { 'lines.4294967295': 'x' },
    { 'lines.-1': 'x' },
    { 'lines.length': '999999999' },
    { 'lines.__proto__.name': 'x' },
    { 'prices.__proto__': '1' },
    { 'prices.constructor.prototype.x': '1' },
    { [`prices${'.a'.repeat(5000)}`]: '1' },
    { 'prices.': '1', '.prices': '1', 'prices..a': '1' },
    { 'lines.0': 'x', 'lines.0.name': 'y', lines: 'z' },
    { 'title.0': 'x' },
  ]
  for (const fields of hostile) {
    it(`does no harm as ${JSON.stringify(fields).slice(0, 60)}`, async () => {
      const started = performance.now()
      const { instance } = await post('save', { title: 'x', ...fields })
      assert.ok(performance.now() - started < 500)
      assert.equal(({} as Fields)['name'] ?? ({} as Fields)['x'], undefined)
      const { lines, prices } = instance.publicState as { lines: unknown[]; prices: object }
      assert.deepEqual(lines, initial)
      assert.ok(!Object.hasOwn(prices, 'constructor') && Object.getPrototypeOf(prices) !== null)
    })
  }
})

describe('an empty field', () => {
  it('is the empty text', async () => {
    const { instance } = await post('loose', { memo: '', x: '' })
    assert.equal(instance.publicState['memo'], '')
    assert.deepEqual(ran, [{ x: '' }])
  })

  it('is null where the form says so', async () => {
    const fields = { title: 'x', born: '', memo: '', _null: ['born', 'memo', 'other', '__proto__'] }
    assert.equal((await paramsOf(fields))['born'], null)
    const { instance } = await post('loose', { memo: '', _null: 'memo' })
    assert.equal(instance.publicState['memo'], null)
    ran.length = 0
    const filled = await paramsOf({ title: 'x', born: '2026-03-04', _null: 'born' })
    assert.deepEqual(filled['born'], new Date('2026-03-04'))
  })
})

describe('_params', () => {
  it('are all the params: a control beside the button that calls the same adds nothing', async () => {
    const params = { _params: '{"title":"x"}', title: 'y', mail: 'a@b.example' }
    await post('save', { ...params, _controls: ['sign', 'save'] })
    assert.deepEqual(ran, [{ title: 'x', rows: [] }])
    await assert.rejects(post('save', { ...params, _controls: 'sign' }), { code: 'BadRequest' })
  })
})

describe('JSON that is none', () => {
  it('is refused after the data was found, and before the method', async () => {
    for (const fields of [{ _public: '{' }, { _params: '[]' }] as Record<string, string>[]) {
      data.gone = false
      await assert.rejects(post('save', fields), { code: 'BadRequest', status: 400 })
      data.gone = true
      await assert.rejects(post('save', fields), { code: 'StaleComponentState' })
    }
    assert.deepEqual(ran, [])
  })
})

describe('a refresh by a field of a form', () => {
  it('runs no method, and asks whether the form may be used', async () => {
    const { instance, invalid } = await look({ _field: 'title', title: 'x' })
    assert.deepEqual([invalid, instance.errors, ran], [false, {}, []])
    assert.deepEqual(asked, ['save'])
  })

  it('has messages of that field, and of those that were left before', async () => {
    const first = await look({ _field: 'mail', title: '', mail: 'x', born: 'y' })
    assert.deepEqual([first.invalid, first.instance.errors], [true, { mail: ['An address.'] }])
    const fields = { title: '', mail: 'x', born: 'y' }
    const next = await look({ _field: 'title', ...fields }, first.instance)
    assert.deepEqual(next.instance.errors, { mail: ['An address.'], title: ['Write a title.'] })
    const again = await look({ _field: 'title', ...fields }, next.instance)
    assert.deepEqual(again.instance.visited, { save: ['mail', 'title'] })
    const other = await post(undefined, { _form: 'sign', word: '', again: '' }, again.instance)
    assert.deepEqual(other.instance.errors, {})
  })

  it('has all messages once the form was sent, until it is accepted', async () => {
    const wrong = { _form: 'save', title: '', mail: 'x' }
    const sent = await post('save', wrong)
    const next = await look({ _field: 'title', title: 'x', mail: 'x' }, sent.instance)
    assert.deepEqual(next.instance.errors, { mail: ['An address.'] })
    const done = await post('save', { _form: 'save', title: 'x' }, next.instance)
    assert.deepEqual([done.invalid, done.instance.visited], [false, {}])
    const anew = await look({ _field: 'title', title: 'x', mail: 'x' }, done.instance)
    assert.deepEqual(anew.instance.errors, {})
  })

  it('makes no state grow without end', async () => {
    let { instance } = await look({ _field: 'x'.repeat(101), title: 'x' })
    assert.deepEqual(instance.visited, {})
    for (let n = 0; n < 110; n++)
      ({ instance } = await look({ _field: `f${n}`, title: 'x' }, instance))
    assert.equal((instance.visited['save'] as string[]).length, 100)
  })

  it('remembers nothing for a form that is not checked while it is filled in', async () => {
    const { instance } = await post('save', { title: '' })
    assert.deepEqual(instance.visited, {})
  })

  it('is well where only fields are wrong that nobody has been to', async () => {
    const { instance, invalid } = await look({ _field: 'mail', title: '', mail: '' })
    assert.deepEqual([invalid, instance.errors], [true, { mail: ['An address.'] }])
    const other = await look({ _field: 'born', title: '', born: '2026-03-04' })
    assert.deepEqual([other.invalid, other.instance.errors], [false, {}])
  })

  it('knows a path by its own name', async () => {
    const rows = { 'rows.0.name': '', 'rows.1.name': '' }
    const { instance } = await look({ _field: 'rows.1.name', title: '', ...rows })
    assert.deepEqual(instance.errors['rows.1.name'], ['Name it.'])
    assert.equal(instance.errors['rows.0.name'], undefined)
  })

  it('shows messages of the whole form only after that was sent', async () => {
    const fields = { _form: 'sign', word: 'abc', again: 'abd' }
    assert.deepEqual((await post(undefined, { ...fields, _field: 'again' })).instance.errors, {})
    const sent = await post('sign', { ...fields, word: 'a' })
    const { instance } = await post(undefined, fields, sent.instance)
    assert.deepEqual(instance.errors, { _form: ['Not the same.'] })
  })

  it('applies public state, and keeps all that was typed for the form', async () => {
    const { instance } = await look({ _field: 'size', size: '5', title: 'typed', other: 'o' })
    assert.equal(instance.publicState['size'], 5)
    assert.equal(instance.typed?.['title'], 'typed')
    assert.equal(instance.typedMethod, 'save')
    const refused = await look({ _field: 'size', size: 'x', title: 'typed' })
    assert.deepEqual(refused.instance.errors, { size: ['A number.'] })
    assert.equal(refused.instance.publicState['size'], 1)
  })

  it('is one without a form where there is no method of that name', async () => {
    for (const form of ['nope', '__proto__', 'toString', 'load', '']) {
      const { instance, invalid } = await post(undefined, { _form: form, title: '', size: '5' })
      assert.deepEqual([invalid, instance.errors, instance.typed], [false, {}, undefined])
      assert.equal(instance.publicState['size'], 5)
    }
    assert.deepEqual(new Set(asked), new Set(['']))
  })

  it('is none where a method is called', async () => {
    const { instance } = await post('save', { _form: 'sign', _field: 'mail', title: '' })
    assert.deepEqual(instance.errors, { title: ['Write a title.'] })
    assert.deepEqual(instance.visited, { save: ['*'] })
    assert.deepEqual(asked, ['save'])
  })
})
