import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from 'decimal.js'
import nunjucks from 'nunjucks'
import { Temporal } from 'temporal-polyfill'
import { toPublicJson } from '../../../server/core/instance/public-json.ts'

describe('toPublicJson', () => {
  const forms: [what: string, value: unknown, json: unknown][] = [
    ['plain values', { a: [1, 'x', true, null] }, { a: [1, 'x', true, null] }],
    ['Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['bigint', 2n ** 64n, '18446744073709551616'],
    ['Map', new Map([['a', 1n]]), [['a', '1']]],
    ['Set', new Set([1n, new Date(0)]), ['1', '1970-01-01T00:00:00.000Z']],
    ['URL', new URL('https://a.example/x'), 'https://a.example/x'],
    ['URLSearchParams', new URLSearchParams('a=1&b=2'), 'a=1&b=2'],
    ['SafeString', new nunjucks.runtime.SafeString('<b>'), '<b>'],
    ['Decimal', new Decimal('0.10'), '0.1'],
    ['Temporal', Temporal.PlainDate.from('2026-01-02'), '2026-01-02'],
    ['what has a toJSON', { price: { toJSON: () => 2n } }, { price: '2' }],
    ['nesting', { a: [new Map([[1n, new Set([2n])]])] }, { a: [[['1', ['2']]]] }],
  ]
  for (const [what, value, json] of forms) {
    it(`writes ${what}`, () =>
      assert.deepEqual(JSON.parse(JSON.stringify(toPublicJson(value))), json))
  }

  it('leaves undefined out', () => {
    assert.equal(JSON.stringify(toPublicJson({ a: undefined, b: 1 })), '{"b":1}')
  })
})
