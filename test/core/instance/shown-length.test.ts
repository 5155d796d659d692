import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { shownLength } from '../../../server/core/instance/shown-length.ts'

describe('shownLength', () => {
  it('adds up the texts in a value, however deep', () => {
    assert.equal(shownLength('four'), 4)
    assert.equal(shownLength({ a: 'xy', b: ['z', { c: 'x' }], d: null, e: 7, f: undefined }), 4)
    assert.equal(shownLength(''), 0)
  })

  it('counts ten times what HTML has to escape', () => {
    for (const character of ['&', '"', "'", '<', '>', '\\']) {
      assert.equal(shownLength(`a${character}b`), 12, character)
    }
  })
})
