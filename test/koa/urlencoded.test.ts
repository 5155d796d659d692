import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parseUrlencoded } from '../../server/koa/urlencoded.ts'

/** What the platform's own parser makes of it. It leaves out a first `?`, which is part of a URL only. */
function expected(bytes: Buffer): [string, string[]][] {
  const params = new URLSearchParams(`&${bytes.toString()}`)
  return [...new Set(params.keys())].map((name) => [name, params.getAll(name)])
}

const sorted = (entries: [string, string[]][]) =>
  entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))

function assertAlike(bytes: Buffer): void {
  const wanted = expected(bytes)
  const text = bytes.toString()
  const fields = parseUrlencoded(bytes)
  assert.equal(Object.getPrototypeOf(fields), null)
  assert.deepEqual(sorted(Object.entries(fields)), sorted(wanted), text)
}

describe('parseUrlencoded', () => {
  const forms = [
    '',
    '&',
    '=',
    'a',
    'a=',
    '=b',
    'a=b=c',
    'a=1&a=2&&b=3',
    '?a=1',
    '__proto__=x&constructor=y&__proto__=z',
    'two+words=%2B+%20',
    'a=%C3%A4%F0%9F%95%AF',
    'a=%',
    'a=%4&b=%zz&%=c',
    'a=%ff%C3&b=%C3+%A4',
    'a=%ED%A0%80&b=%C0%80',
    'a=%EF%BB%BFb',
    '\uFEFFa=b',
    'a=%00\0',
  ]
  for (const form of forms) {
    it(`reads ${JSON.stringify(form)} as URLSearchParams does`, () => {
      assertAlike(Buffer.from(form))
    })
  }

  it('reads whatever bytes there are as URLSearchParams does', () => {
    const piece = fc.oneof(
      fc.constantFrom('&', '=', '+', '%', '?', ';'),
      fc.constantFrom('%41', '%C3', '%A4', '%e2%82%ac', '%f0%9f', '%ED%A0%80', '%2B', '%26'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    )
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => Buffer.from(pieces.join('')))
    const bytes = fc.uint8Array({ maxLength: 30 }).map((array) => Buffer.from(array))
    fc.assert(
      fc.property(fc.oneof(text, bytes), (form) => assertAlike(form)),
      { numRuns: 1000 },
    )
  })
})
