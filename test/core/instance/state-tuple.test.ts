import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  toTuple,
  wholeTuple,
  withEnvelope,
  withoutEnvelope,
} from '../../../server/core/instance/state-tuple.ts'
import { createInstance, defineComponent, type Instance } from '../../../server/core/rooms.ts'
import { createWorld, engineOf, start } from '../visit.ts'

const card = engineOf(defineComponent({ name: 'card', template: 'card.njk' }))
const later = engineOf(defineComponent({ name: 'card', template: 'card.njk', version: 2 }))
const seconds = start / 1000

function instanceOf(parts: Partial<Instance> = {}): Instance {
  const { visit } = createWorld([card])
  const empty = { args: {}, attrs: {}, slots: {}, publicState: {}, state: {} }
  return createInstance({
    ...empty,
    component: card,
    visit,
    id: 'card-7',
    born: start,
    lineage: '',
    ...parts,
  })
}

describe('toTuple', () => {
  it('leaves out what most states have none of', () => {
    const args = { cardId: 7 }
    assert.deepEqual(toTuple(instanceOf({ args }), seconds), ['-7', '/todos?open=1', seconds, args])
  })

  it('keeps empty parts in front of one that is not', () => {
    const attrs = { class: 'wide' }
    const tuple = toTuple(instanceOf({ attrs }), seconds)
    assert.deepEqual(tuple.slice(3), [{}, {}, {}, attrs])
  })

  for (const [what, history, parts, at] of [
    ['an age', [5, '', 0], {}, seconds + 5],
    ['a lineage', [0, 'abc', 0], { lineage: 'abc' }, seconds],
    ['a version', [0, '', 2], { component: later }, seconds],
  ] as const) {
    it(`writes ${what}`, () => {
      assert.deepEqual(toTuple(instanceOf(parts), at).slice(3), [...history, {}])
    })
  }

  it('writes an id whole that does not begin with the name of the component', () => {
    for (const id of ['list-1__card-7', 'cards-7', 'card'])
      assert.equal(toTuple(instanceOf({ id }), seconds)[0], id)
  })
})

describe('wholeTuple', () => {
  it('puts back what was left out', () => {
    for (const parts of [{}, { lineage: 'abc' }, { id: 'x__card-7' }, { attrs: { title: 'x' } }]) {
      const instance = instanceOf(parts)
      const [id, page, issued, age, lineage, version, args] = wholeTuple(
        card,
        toTuple(instance, seconds),
      )
      assert.deepEqual(
        [id, page, issued, age, lineage, version, args],
        [instance.id, '/todos?open=1', seconds, 0, instance.lineage, 0, {}],
      )
    }
  })

  it('adds nothing to what is no state', () => {
    for (const odd of [null, [], 'x', 1, true])
      assert.deepEqual(wholeTuple(card, ['a', 'b', 1, odd]), ['a', 'b', 1, odd])
  })
})

describe('withoutEnvelope', () => {
  const { codec } = createWorld([card]).visit.toolkit
  const written = (state: object) =>
    codec.write(toTuple(instanceOf({ state } as Partial<Instance>), seconds), 'card')

  it('has a plain state stand for itself', () => {
    const text = withoutEnvelope(written({ count: 1 }))
    assert.equal(text, `["-7","/todos?open=1",${seconds},{},{},{"count":1}]`)
    assert.equal(withEnvelope(text), written({ count: 1 }))
  })

  it('leaves a state with types as the codec wrote it', () => {
    const text = written({ when: new Date(start) })
    assert.equal(withoutEnvelope(text), text)
    assert.match(text, /^\{"json":/)
    assert.equal(withEnvelope(text), text)
  })
})
