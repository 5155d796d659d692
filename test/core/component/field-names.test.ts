import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import { fieldNames, orderedNames } from '../../../server/core/component/field-names.ts'
import type { Schema } from '../../../server/core/component/schema.ts'
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
    const own = bareSchema((value) => ({ value }))
    assert.equal(names(Object.assign(own, { shape: null, entries: 'a b' })), undefined)
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
