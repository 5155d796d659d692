import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  checkComponentName,
  countedId,
  encodeKey,
  keyedId,
  stateFormId,
} from '../../../server/core/component/names.ts'

const configError = { code: 'ConfigError' }

describe('checkComponentName', () => {
  it('takes small letters, digits and single hyphens', () => {
    for (const name of ['a', 'todo-item', 'h1', 'a-1-b']) checkComponentName(name)
  })

  it('refuses all else', () => {
    const refused = [
      '',
      'A',
      'Todo',
      '1a',
      '-a',
      'a--b',
      'todo-',
      'a_b',
      'a.b',
      'a/b',
      'a b',
      'ä',
      'a\n',
      '__proto__',
      undefined,
      null,
      5,
      ['a'],
    ]
    for (const name of refused) {
      assert.throws(() => checkComponentName(name), configError, String(name))
    }
  })
})

describe('encodeKey', () => {
  const keys: [key: string | number | bigint, encoded: string][] = [
    ['', ''],
    ['abc-XYZ-09', 'abc-XYZ-09'],
    [7, '7'],
    [-7, '_2d7'],
    ['-a-b-', '_2da-b-'],
    [1.5, '1_2e5'],
    [2n ** 64n, '18446744073709551616'],
    ['a_b', 'a_5fb'],
    ['a b', 'a_20b'],
    ['a.b:c', 'a_2eb_3ac'],
    ['é', '_c3_a9'],
    ['🦭', '_f0_9f_a6_ad'],
    ['"><script>', '_22_3e_3cscript_3e'],
    ['\n\0', '_0a_00'],
  ]
  for (const [key, encoded] of keys) {
    it(`writes ${JSON.stringify(String(key))} as ${encoded}`, () => {
      assert.equal(encodeKey(key), encoded)
    })
  }

  it('needs no escaping and gives no two keys one form', () => {
    const key = fc.string({ unit: fc.constantFrom('a', '_', '5', 'f', '-', ' ', 'é', '🦭', '.') })
    fc.assert(
      fc.property(key, key, (one, other) => {
        assert.match(encodeKey(one), /^[A-Za-z0-9_-]*$/)
        assert.doesNotMatch(encodeKey(one), /__/)
        assert.equal(encodeKey(one) === encodeKey(other), one === other)
      }),
      { seed: 3, numRuns: 1000 },
    )
  })
})

describe('ids', () => {
  it('are deterministic: keyed, counted, nested', () => {
    assert.equal(keyedId(undefined, 'todo-item', 7), 'todo-item-7')
    assert.equal(keyedId('', 'todo-item', 'a b'), 'todo-item-a_20b')
    assert.equal(countedId(undefined, 'counter', 2), 'counter--2')
    assert.equal(keyedId('todo-list--1', 'todo-item', 7), 'todo-list--1__todo-item-7')
    assert.equal(countedId('todo-list--1', 'todo-item', 1), 'todo-list--1__todo-item--1')
    assert.equal(stateFormId('todo-item-7'), 'todo-item-7__f')
  })

  it('refuse a prefix that can not stand in an id', () => {
    for (const prefix of ['a b', 'a.b', '"', 'ä', '#a', 'a\n']) {
      assert.throws(() => keyedId(prefix, 'a', 1), configError)
      assert.throws(() => countedId(prefix, 'a', 1), configError)
    }
  })
})
