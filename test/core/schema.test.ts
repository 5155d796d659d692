import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as v from 'valibot'
import { z } from 'zod'
import { check, fieldNames, type Schema } from '../../server/core/schema.ts'
import { bareSchema } from './visit.ts'

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
    const throwing = bareSchema((value) => ({ value }))
    throwing['~standard'].jsonSchema = {
      input() {
        throw new Error('not representable')
      },
    }
    assert.equal(names(throwing), undefined)
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
  ] as [string, Schema<any, any>][]) {
    it(`names the place of an issue (${library})`, async () => {
      assert.deepEqual(await check(schema, { items: [{ name: 'x' }, { name: 5 }] }), {
        issues: [{ path: 'items.1.name', message: 'Name it.' }],
      })
    })
  }

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
