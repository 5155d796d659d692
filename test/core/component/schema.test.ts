import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import { type Schema, validate } from '../../../server/core/component/schema.ts'
import { bareSchema } from '../visit.ts'

describe('validate', () => {
  it('gives the output of a schema', async () => {
    const schema = z.object({ count: z.coerce.number(), left: z.string().default('x') })
    assert.deepEqual(await validate(schema, { count: '5', other: 1 }), {
      value: { count: 5, left: 'x' },
    })
  })

  it('gives nothing without a schema', async () => {
    assert.deepEqual(await validate(undefined, { a: 1 }), { value: {} })
  })

  it('waits for a schema that answers by a promise', async () => {
    const schema = z.object({ a: z.string().refine(async (text) => text !== 'taken', 'Taken.') })
    assert.deepEqual(await validate(schema, { a: 'free' }), { value: { a: 'free' } })
    assert.deepEqual(await validate(schema, { a: 'taken' }), {
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
      assert.deepEqual(await validate(schema, { items: [{ name: 'x' }, { name: 5 }] }), {
        issues: [{ path: 'items.1.name', message: 'Name it.' }],
      })
    })
  }

  it('cuts a message that repeats what was sent', async () => {
    const text = '"'.repeat(100_000)
    const schema = v.object({ size: v.picklist(['s', 'm']) })
    const { issues = [] } = await validate(schema, { size: text })
    assert.equal(issues[0]?.message.length, 500)
    assert.match(issues[0]?.message ?? '', /received ".*…$/)
    const message = 'x'.repeat(500)
    const long = bareSchema(() => ({ issues: [{ message }] }))
    assert.deepEqual(await validate(long, {}), { issues: [{ path: '', message }] })
  })

  it('gives no more issues than anybody reads', async () => {
    const { issues = [] } = await validate(z.object({ a: z.array(z.string()) }), {
      a: Array(5000).fill(1),
    })
    assert.equal(issues.length, 1000)
  })

  it('names a place in short whose keys the sender chose, and made long', async () => {
    const schema = z.record(z.string(), z.array(z.number()))
    const { issues = [] } = await validate(schema, { ['k'.repeat(100_000)]: ['x', 'y'] })
    assert.deepEqual(
      issues.map(({ path }) => path),
      [`${'k'.repeat(100)}.0`, `${'k'.repeat(100)}.1`],
    )
    const deep = bareSchema(() => ({ issues: [{ message: 'No.', path: Array(1000).fill('a') }] }))
    const [issue] = (await validate(deep, {})).issues ?? []
    assert.equal(issue?.path.length, 63)
  })

  it('names no place for an issue of the whole', async () => {
    const schema = bareSchema(() => ({ issues: [{ message: 'No.' }] }))
    assert.deepEqual(await validate(schema, {}), { issues: [{ path: '', message: 'No.' }] })
  })

  it('hands a copy with a prototype over', async () => {
    const input = Object.assign(Object.create(null), { a: 1 })
    const schema = bareSchema((value) => ({
      value: { plain: value instanceof Object, same: value === input },
    }))
    assert.deepEqual(await validate(schema, input), { value: { plain: true, same: false } })
  })
})
