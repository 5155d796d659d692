import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { leaveField, shownIssues, visitedIn } from '../../../server/core/call/form-check.ts'
import { mount } from '../../../server/core/instance/mount.ts'
import { defineComponent, type Fields } from '../../../server/core/rooms.ts'
import { createWorld, engineOf, formOf, tagOf } from '../visit.ts'

const form = defineComponent({ name: 'form', template: 'f.njk', methods: { save() {} } })
const { visit } = createWorld([form])
const save = engineOf(form).methods.get('save')

/** What a form knows after a field was left. */
async function left(fields: Record<string, string>, visited: Fields = {}) {
  const instance = Object.assign(await mount(visit, tagOf(form)), { visited })
  assert(save)
  leaveField(instance, save, formOf(fields))
  return { visited: instance.visited, focus: instance.effects.focus }
}

describe('visitedIn', () => {
  it('reads the fields of a method from a state, and nothing that is no list of its own', () => {
    assert.deepEqual(visitedIn({ visited: { save: ['a', 'b'] } }, 'save'), new Set(['a', 'b']))
    for (const visited of [{}, { save: 'ab' }, { save: { 0: 'a' } }, { other: ['a'] }]) {
      assert.equal(visitedIn({ visited }, 'save').size, 0)
    }
    assert.equal(visitedIn({ visited: {} }, 'toString').size, 0)
  })
})

describe('leaveField', () => {
  it('adds a field to those that the user has been to, and puts the focus there', async () => {
    const { visited, focus } = await left({ _field: 'b' }, { save: ['a'], send: ['c'] })
    assert.deepEqual(visited, { save: ['a', 'b'], send: ['c'] })
    assert.equal(focus, 'b')
  })

  it('changes nothing where no field asks', async () => {
    assert.deepEqual(await left({ a: '1' }), { visited: {}, focus: undefined })
  })

  it('remembers names of 100 bytes, and no longer ones', async () => {
    const name = 'é'.repeat(50)
    assert.deepEqual((await left({ _field: name })).visited, { save: [name] })
    assert.deepEqual((await left({ _field: `${name}a` })).visited, {})
  })

  it('has nothing to add where the whole form was sent', async () => {
    assert.deepEqual((await left({ _field: 'a' }, { save: ['*'] })).visited, { save: ['*'] })
  })
})

describe('shownIssues', () => {
  const issues = ['', 'title', 'rows.0.name', 'rows.10'].map((path) => ({ path, message: 'No.' }))
  const shown = (...visited: string[]) =>
    shownIssues(new Set(visited), issues).map(({ path }) => path)

  it('are those of fields that were visited, and of their parts', () => {
    assert.deepEqual(shown(), [])
    assert.deepEqual(shown('title'), ['title'])
    assert.deepEqual(shown(''), [''])
    assert.deepEqual(shown('rows'), ['rows.0.name', 'rows.10'])
    assert.deepEqual(shown('rows.0'), ['rows.0.name'])
    assert.deepEqual(shown('rows.0.name'), ['rows.0.name'])
    assert.deepEqual(shown('rows.1', 'name', '0', 'row'), [])
  })

  it('are all once the form was sent', () => {
    assert.deepEqual(shown('*'), ['', 'title', 'rows.0.name', 'rows.10'])
  })
})
