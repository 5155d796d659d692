import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pickFields, readForm, withoutFields } from '../../../server/core/call/form-fields.ts'
import { defaultLimits } from '../../../server/core/limits.ts'
import { formOf } from '../visit.ts'

const pick = (form: Record<string, unknown>, there: Record<string, unknown> = {}) =>
  pickFields(form, new Set(['rows']), { there, limits: defaultLimits })

describe('readForm', () => {
  it('takes no name with a part that reaches a prototype, wherever it stands', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      for (const name of [key, `${key}.a`, `a.${key}`, `a.${key}.b`]) {
        const form = readForm(
          formOf({ [name]: 'x', _box: name, _list: name, _null: name, kept: '' }),
        )
        assert.deepEqual(Object.entries(form), [['kept', '']])
      }
    }
  })
})

describe('pickFields', () => {
  it('never gives an object another prototype', () => {
    const form = readForm(formOf({ 'rows.__proto__.admin': 'yes', 'rows.a': '1' }))
    const { rows } = pick(form) as { rows: { admin?: string } }
    assert.equal(Object.getPrototypeOf(rows), Object.prototype)
    assert.equal(rows.admin, undefined)
  })

  it('makes a list where the parts are numbers from 0 on, and an object of others', () => {
    assert.deepStrictEqual(pick({ 'rows.0': 'a', 'rows.1': 'b' }), { rows: ['a', 'b'] })
    assert.deepStrictEqual(pick({ 'rows.0.0': 'a' }), { rows: [['a']] })
    assert.deepStrictEqual(pick({ 'rows.0': 'a', 'rows.x': 'b' }), { rows: { 0: 'a', x: 'b' } })
    assert.deepStrictEqual(pick({ 'rows.1': 'b' }), { rows: { 1: 'b' } })
  })

  it('leaves what is there of its kind', () => {
    const part = { 'rows.0': 'c' }
    assert.deepStrictEqual(pick(part, { rows: ['a', 'b'] }), { rows: ['c', 'b'] })
    assert.deepStrictEqual(pick(part, { rows: { 0: 'a', 1: 'b' } }), { rows: { 0: 'c', 1: 'b' } })
  })

  it('puts a part into the place of what has none', () => {
    for (const there of ['abc', 7, null, new Date(0), new Map([['a', 1]]), /x/]) {
      assert.deepStrictEqual(pick({ 'rows.x': 'a' }, { rows: there }), { rows: { x: 'a' } })
    }
    class Row {
      readonly secret = 1
    }
    assert.deepStrictEqual(pick({ 'rows.x': 'a' }, { rows: new Row() }), { rows: { x: 'a' } })
  })

  it('takes the first of a whole and its parts, whatever that holds', () => {
    for (const whole of ['x', '', null, ['a', 'b'], []]) {
      const expected = { rows: [structuredClone(whole) ?? { title: 'y' }] }
      assert.deepStrictEqual(pick({ 'rows.0': whole, 'rows.0.title': 'y' }), expected)
    }
    const reversed = { 'rows.0.title': 'y', 'rows.0': 'x' }
    assert.deepStrictEqual(pick(reversed), { rows: [{ title: 'y' }] })
  })

  it('keeps a list, null and the empty text in a part', () => {
    assert.deepStrictEqual(pick({ 'rows.0': ['a', 'b'] }), { rows: [['a', 'b']] })
    assert.deepStrictEqual(pick({ 'rows.0': null, 'rows.1': '' }), { rows: [null, ''] })
  })

  it('lets nothing but the next place grow a list', () => {
    const there = { rows: ['a', 'b'] }
    for (const key of [
      '3',
      '-1',
      '01',
      '1e0',
      ' 1',
      'x',
      'length',
      'NaN',
      '-0',
      '+1',
      'Infinity',
    ]) {
      assert.deepStrictEqual(pick({ [`rows.${key}`]: 'z' }, there), there, key)
    }
    assert.deepStrictEqual(pick({ 'rows.2': 'c' }, there), { rows: ['a', 'b', 'c'] })
  })

  it('takes a name of 32 parts, and of no more', () => {
    for (const [parts, names] of [
      [32, ['rows']],
      [33, []],
      [34, []],
    ] as const) {
      const name = `rows${'.a'.repeat(parts - 1)}`
      assert.deepEqual(Object.keys(pick({ [name]: 'x' })), names)
    }
  })

  it('refuses parts that make more values than are allowed', () => {
    // Two texts, what holds them, and what holds that.
    const limits = { ...defaultLimits, maxNodes: 4 }
    const names = new Set(['rows'])
    const form = { 'rows.0.a': 'x', 'rows.0.b': 'y', other: 'z' }
    assert.deepEqual(pickFields(form, names, { limits }), { rows: [{ a: 'x', b: 'y' }] })
    const fewer = { ...limits, maxNodes: 2 }
    assert.throws(() => pickFields({ 'rows.0.a': 'x' }, names, { limits: fewer }), {
      code: 'BadRequest',
    })
    assert.throws(() => pickFields({ ...form, 'rows.1': 'z' }, names, { limits }), {
      code: 'BadRequest',
      message: 'Fields of more parts than are allowed.',
    })
  })

  it('takes no name with an empty part', () => {
    for (const name of ['rows.', 'rows..a', 'rows.a.', '.rows']) {
      assert.deepEqual(pick({ [name]: 'x' }), {}, name)
    }
  })
})

describe('withoutFields', () => {
  it('leaves out names and their parts, and keeps others', () => {
    const form = { rows: 1, 'rows.0': 2, 'rows.0.a': 3, other: 4, 'other.0': 5, rowsX: 6, '.a': 7 }
    assert.deepEqual(withoutFields(form, new Set(['rows'])), {
      other: 4,
      'other.0': 5,
      rowsX: 6,
      '.a': 7,
    })
  })
})
