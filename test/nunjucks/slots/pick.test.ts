import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pick } from '../../../server/nunjucks/slots/pick.ts'

const row = { id: 1, title: 't', tags: ['a'], author: { name: 'n', mail: 'm' }, save() {} }
const untyped = () => false

describe('pick', () => {
  it('copies just the fields of an object that are read', () => {
    assert.deepEqual(pick(row, { title: true }, untyped), { title: 't' })
    assert.deepEqual(pick(row, { author: { name: true }, tags: true }, untyped), {
      author: { name: 'n' },
      tags: ['a'],
    })
  })

  it('leaves a value that is read as a whole', () => {
    assert.equal(pick(row, true, untyped), row)
    assert.equal((pick({ row }, { row: true }, untyped) as { row: unknown }).row, row)
  })

  it('leaves out what is not there or only inherited', () => {
    assert.deepEqual(
      pick(
        row,
        Object.fromEntries([
          ['no', true],
          ['toString', true],
        ]),
        untyped,
      ),
      {},
    )
    assert.deepEqual(pick({ a: null }, { a: { b: true } }, untyped), { a: null })
  })

  it('takes an object without prototype as plain', () => {
    const bare = Object.assign(Object.create(null), { a: 1, b: 2 })
    assert.deepEqual(pick(bare, { a: true }, untyped), { a: 1 })
  })

  const wholes: Record<string, unknown> = {
    'a text': 'text',
    'a list': [{ title: 't' }],
    'an object of a class': new URL('http://a/'),
    'a Map': new Map([['title', 't']]),
    'a proxy': new Proxy({ title: 't' }, {}),
    'what a getter gives': {
      get title() {
        return 't'
      },
    },
  }
  for (const [name, value] of Object.entries(wholes)) {
    it(`leaves ${name} whole`, () => assert.equal(pick(value, { title: true }, untyped), value))
  }

  it('leaves what a plugin writes as it is, however deep', () => {
    const isTyped = (value: object) => value === row
    assert.equal(pick(row, { title: true }, isTyped), row)
    const outer = pick({ row, a: 1 }, { row: { title: true } }, isTyped) as { row: unknown }
    assert.equal(outer.row, row)
    assert.deepEqual(Object.keys(outer), ['row'])
  })

  it('copies the round of a loop, which goes on', () => {
    const loop = { index: 1, revindex0: 2 }
    const kept = pick(loop, true, untyped)
    loop.index = 2
    assert.deepEqual(kept, { index: 1, revindex0: 2 })
  })
})
