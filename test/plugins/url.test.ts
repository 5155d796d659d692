import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createCodec, defaultLimits } from 'sealwax/core'
import { url } from 'sealwax/plugins/url'
import { itGivesBack, itRefuses } from './facts.ts'

const codec = createCodec({ plugins: [url] })
const name = 'URLSearchParams'
const pairs = (count: number) => Array.from({ length: count }, (_, index) => [`k${index}`, 'v'])

describe('url', () => {
  itGivesBack(
    [url],
    [
      {
        what: 'a query with a repeated name, signs and an empty value',
        value: new URLSearchParams('a=1&a=2&b=%26&c=&%F0%9F%A6%AD=+'),
        payload: [
          name,
          [
            ['a', '1'],
            ['a', '2'],
            ['b', '&'],
            ['c', ''],
            ['🦭', ' '],
          ],
        ],
      },
      { what: 'an empty query', value: new URLSearchParams(), payload: [name, []] },
      {
        what: 'names of objects',
        value: new URLSearchParams('__proto__=1&constructor=2'),
        payload: [
          name,
          [
            ['__proto__', '1'],
            ['constructor', '2'],
          ],
        ],
      },
      {
        what: "a URL's query",
        value: new URL('https://example.org/?q=1#x').searchParams,
        payload: [name, [['q', '1']]],
      },
    ],
    // All queries are equal to node's deepEqual.
    (actual, expected) => {
      assert.ok(actual instanceof URLSearchParams)
      assert.deepEqual([...actual], [...(expected as URLSearchParams)])
    },
  )

  itRefuses([url], name, {
    'what the constructor takes besides': ['a=1', '', '?a=1', { a: 'b' }, [['a', 1]]],
    'pairs of another length': [[['a']], [['a', 'b', 'c']], [[]], ['ab']],
    'pairs that hold more than text': [[['a', null]], [['a', ['b']]], [[{ toString: 1 }, 'b']]],
    'lone surrogates, which the type can not hold': [[['\ud800', '']], [['a', '\udc00b']]],
    'more pairs than values are allowed': [pairs(defaultLimits.maxNodes / 3 + 1)],
  })

  it('is not sealed where it could not be read again', () => {
    const entries = pairs(defaultLimits.maxNodes / 3 + 1) as [string, string][]
    assert.throws(() => codec.write(new URLSearchParams(entries)), { code: 'SealingBlocked' })
  })

  it('leaves a URL to the codec', () => {
    assert.equal(codec.write(new URL('a:b')), createCodec().write(new URL('a:b')))
  })

  it('does not take an object for a query by its prototype', () => {
    assert.throws(() => codec.write({ query: Object.create(URLSearchParams.prototype) }), {
      code: 'SealingBlocked',
      message:
        "Sealing blocked: 'URLSearchParams' is not in the allowed list. Register a type plugin. (state.query)",
    })
  })
})
