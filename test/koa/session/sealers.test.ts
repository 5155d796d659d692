import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createToolkit, newKey, type SealedFor, StateRejected } from '../../../server/core/rooms.ts'
import { createSealers } from '../../../server/koa/session/sealers.ts'

const use: SealedFor = { purpose: 'state', component: 'a' }

function create() {
  return createSealers(createToolkit({ keys: [newKey()], components: [] }))
}

describe('createSealers', () => {
  it('gives a session the sealer that it had', () => {
    const sealerFor = create()
    assert.equal(sealerFor('a', 1), sealerFor('a', 1))
  })

  it('gives each session and each principal one that opens nothing of another', () => {
    const sealerFor = create()
    const sealed = sealerFor('a', 1).seal('text', use)
    for (const [binding, principal] of [
      ['b', 1],
      ['a', 2],
      ['a', '1'],
      ['a', undefined],
    ] as const) {
      const unseal = () => sealerFor(binding, principal).unseal(sealed, use)
      assert.throws(unseal, StateRejected, `${binding} ${principal}`)
    }
    assert.equal(sealerFor('a', 1).unseal(sealed, use), 'text')
  })

  it('forgets who was not here for longest', () => {
    const sealerFor = create()
    const [first, second] = [sealerFor('first', 1), sealerFor('second', 1)]
    for (let at = 0; at < 999; at++) {
      sealerFor(`${at}`, 1)
      sealerFor('first', 1)
    }
    assert.equal(sealerFor('first', 1), first)
    assert.notEqual(sealerFor('second', 1), second)
  })
})
