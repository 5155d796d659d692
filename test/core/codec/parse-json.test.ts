import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseJson } from '../../../server/core/codec/parse-json.ts'
import { defaultLimits } from '../../../server/core/limits.ts'
import { quickly } from '../../attacks/bounds.ts'

const limits = { ...defaultLimits, maxNodes: 4, maxDepth: 2 }

describe('parseJson', () => {
  const texts = [
    'null',
    ' "a" ',
    '[1,2,3]',
    '{"a":1,"b":[2]}',
    '[[],[],[]]',
    '[{},{},{}]',
    '[[1,2]]',
  ]
  const strings = [
    '",,,,,,,,,,"',
    '"[[[[[["',
    '"{\\"[,[,[,[,[,[,"',
    '"\\\\"',
    '{"[{[{,,,,,,,":"]]]]]"}',
  ]
  for (const text of [...texts, ...strings]) {
    it(`reads ${text}`, () => assert.deepEqual(parseJson(text, limits), JSON.parse(text)))
  }

  for (const text of ['', '[', '"', '"\\', '"\\"', '{"a"', '[1,]', 'a', '"a"]', '[]]']) {
    it(`refuses ${JSON.stringify(text)}, which is no JSON`, () => {
      assert.throws(() => parseJson(text, limits), SyntaxError)
    })
  }

  it('refuses what is deeper than the limit', () => {
    for (const text of ['[[[]]]', '{"a":[{"b":1}]}', '[[1],[[2]]]']) {
      assert.throws(() => parseJson(text, limits), RangeError)
    }
  })

  it('refuses far more values than the limit, and never less than it', () => {
    assert.throws(() => parseJson('[1,2,3,4,5,6,7,8,9]', limits), RangeError)
    assert.throws(() => parseJson(`[${'[],'.repeat(8)}[]]`, limits), RangeError)
    const most = limits.maxNodes * 2 - 1
    assert.equal((parseJson(`[${Array(most).fill(0).join()}]`, limits) as []).length, most)
    assert.throws(
      () =>
        parseJson(
          `[${Array(most + 1)
            .fill(0)
            .join()}]`,
          limits,
        ),
      RangeError,
    )
    const all = `[${Array(limits.maxNodes - 1)
      .fill('[]')
      .join()}]`
    assert.equal((parseJson(all, limits) as unknown[]).length, limits.maxNodes - 1)
  })

  const shapes = ['[],', '{},', '{"a":0},', '0,', '[', '{"a":', '"",', '"\\"[",', '\\', ' ']
  for (const shape of shapes) {
    it(`takes little time for a mebibyte of ${shape}`, async () => {
      const text = `[${shape.repeat(2 ** 20 / shape.length)}`
      await quickly(() => assert.throws(() => parseJson(text, defaultLimits)), 25)
    })
  }
})
