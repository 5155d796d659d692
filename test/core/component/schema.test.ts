import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import {
  check,
  fieldNames,
  orderedNames,
  type Schema,
} from '../../../server/core/component/schema.ts'
import { bareSchema } from '../visit.ts'

const names = (schema: unknown) => {
  const found = fieldNames(schema as Schema | undefined)
  return found && [...found]
}

describe('fieldNames', () => {
  it('knows that there are none without a schema', () => {
    assert.deepEqual(names(undefined), [])
  })

  it("reads zod's objects", () => {
    const object = z.object({ title: z.string(), done: z.coerce.boolean().default(false) })
    assert.deepEqual(names(object), ['title', 'done'])
    assert.deepEqual(names(z.strictObject({ a: z.string() })), ['a'])
    assert.deepEqual(names(object.partial()), ['title', 'done'])
    assert.deepEqual(names(object.refine(() => true)), ['title', 'done'])
    assert.deepEqual(names(z.object({})), [])
  })

  it("reads zod's transformed objects through their JSON Schema", () => {
    const transformed = z.object({ title: z.string() }).transform(({ title }) => ({ text: title }))
    assert.deepEqual(names(transformed), ['title'])
    const dates = z.object({ when: z.coerce.date(), big: z.bigint() }).transform((all) => all)
    assert.deepEqual(names(dates), ['when', 'big'])
  })

  it("reads arktype's objects, whatever their values become", () => {
    assert.deepEqual(names(type({ b: 'string', 'a?': 'boolean' })), ['b', 'a'])
    const rich = type({ day: 'string.date.parse | Date', big: 'bigint', all: 'Map' })
    assert.deepEqual(names(rich), ['all', 'big', 'day'])
    assert.deepEqual(names(type({ a: 'string' }).pipe(({ a }) => ({ b: a }))), ['a'])
  })

  it('takes those of all branches of a union, and of all parts of an intersection', () => {
    const [x, y] = [z.object({ k: z.literal('x'), x: z.string() }), z.object({ k: z.literal('y') })]
    assert.deepEqual(names(z.discriminatedUnion('k', [x, y])), ['k', 'x'])
    assert.deepEqual(names(z.intersection(x, z.object({ when: z.date() }))), ['k', 'x', 'when'])
    const [a, b] = [v.object({ k: v.literal('a'), a: v.string() }), v.object({ k: v.literal('b') })]
    assert.deepEqual(names(v.variant('k', [a, b])), ['k', 'a'])
    assert.deepEqual(names(v.intersect([a, v.object({ c: v.string() })])), ['k', 'a', 'c'])
    assert.deepEqual(names(type({ a: 'string' }).or({ b: 'string' })), ['a', 'b'])
  })

  it("reads valibot's objects", () => {
    assert.deepEqual(names(v.object({ title: v.string(), done: v.boolean() })), ['title', 'done'])
    assert.deepEqual(names(v.strictObject({ a: v.string() })), ['a'])
    const piped = v.pipe(
      v.object({ a: v.string() }),
      v.check(() => true),
    )
    assert.deepEqual(names(piped), ['a'])
  })

  it('reads a Standard Schema that offers its JSON Schema', () => {
    const schema = bareSchema((value) => ({ value }))
    schema['~standard'].jsonSchema = { input: () => ({ properties: { a: {}, b: {} } }) }
    assert.deepEqual(names(schema), ['a', 'b'])
  })

  it('says that it does not know what a schema does not tell', () => {
    assert.equal(names(bareSchema((value) => ({ value }))), undefined)
    assert.equal(names(z.record(z.string(), z.string())), undefined)
    assert.equal(names(type({ '[string]': 'string' })), undefined)
    assert.equal(names(z.union([z.object({ a: z.string() }), z.string()])), undefined)
    assert.equal(names(v.union([v.object({ a: v.string() }), v.string()])), undefined)
    assert.equal(names(v.picklist(['a'])), undefined)
    const throwing = bareSchema((value) => ({ value }))
    throwing['~standard'].jsonSchema = {
      input() {
        throw new Error('not representable')
      },
    }
    assert.equal(names(throwing), undefined)
  })
})

describe('orderedNames', () => {
  it('has the order in which they are written', () => {
    assert.deepEqual(orderedNames(z.object({ b: z.string(), a: z.string() })), ['b', 'a'])
    assert.deepEqual(orderedNames(v.object({ b: v.string(), a: v.string() })), ['b', 'a'])
    assert.deepEqual(orderedNames(undefined), [])
  })

  it('does not know that of arktype, which sorts them', () => {
    const schema = type({ b: 'string', a: 'string' }) as unknown as Schema
    assert.equal(orderedNames(schema), undefined)
  })
})

describe('check', () => {
  it('gives the output of a schema', async () => {
    const schema = z.object({ count: z.coerce.number(), left: z.string().default('x') })
    assert.deepEqual(await check(schema, { count: '5', other: 1 }), {
      value: { count: 5, left: 'x' },
    })
  })

  it('gives nothing without a schema', async () => {
    assert.deepEqual(await check(undefined, { a: 1 }), { value: {} })
  })

  it('waits for a schema that answers by a promise', async () => {
    const schema = z.object({ a: z.string().refine(async (text) => text !== 'taken', 'Taken.') })
    assert.deepEqual(await check(schema, { a: 'free' }), { value: { a: 'free' } })
    assert.deepEqual(await check(schema, { a: 'taken' }), {
      issues: [{ path: 'a', message: 'Taken.' }],
    })
  })

  for (const [library, schema] of [
    ['zod', z.object({ items: z.array(z.object({ name: z.string('Name it.') })) })],
    ['valibot', v.object({ items: v.array(v.object({ name: v.string('Name it.') })) })],
    [
      'arktype',
      type({ items: type({ name: type.string.configure({ message: 'Name it.' }) }).array() }),
    ],
  ] as [string, Schema<any, any>][]) {
    it(`names the place of an issue (${library})`, async () => {
      assert.deepEqual(await check(schema, { items: [{ name: 'x' }, { name: 5 }] }), {
        issues: [{ path: 'items.1.name', message: 'Name it.' }],
      })
    })
  }

  it('names a place in short whose keys the sender chose, and made long', async () => {
    const schema = z.record(z.string(), z.array(z.number()))
    const { issues = [] } = await check(schema, { ['k'.repeat(100_000)]: ['x', 'y'] })
    assert.deepEqual(
      issues.map(({ path }) => path),
      [`${'k'.repeat(100)}.0`, `${'k'.repeat(100)}.1`],
    )
    const deep = bareSchema(() => ({ issues: [{ message: 'No.', path: Array(1000).fill('a') }] }))
    const [issue] = (await check(deep, {})).issues ?? []
    assert.equal(issue?.path.length, 63)
  })

  it('names no place for an issue of the whole', async () => {
    const schema = bareSchema(() => ({ issues: [{ message: 'No.' }] }))
    assert.deepEqual(await check(schema, {}), { issues: [{ path: '', message: 'No.' }] })
  })

  it('hands a copy with a prototype over', async () => {
    const input = Object.assign(Object.create(null), { a: 1 })
    const schema = bareSchema((value) => ({
      value: { plain: value instanceof Object, same: value === input },
    }))
    assert.deepEqual(await check(schema, input), { value: { plain: true, same: false } })
  })
})
