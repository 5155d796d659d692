import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Decimal } from 'decimal.js'
import * as fc from 'fast-check'
import { createCodec } from 'sealwax/core'
import { decimal } from 'sealwax/plugins/decimal'
import { itGivesBack, itRefuses, split } from './facts.ts'

const codec = createCodec({ plugins: [decimal] })
const sample = (what: string, text: string) => ({
  what,
  value: new Decimal(text),
  payload: ['Decimal', text] as const,
})
const longest = `-1.${'1234567890'.repeat(409)}123`

/** Sign, exponent, every word of digits, and the constructor. */
const assertSame = (actual: unknown, expected: unknown) => {
  assert.ok(actual instanceof Decimal)
  assert.deepStrictEqual(Object.entries(actual), Object.entries(expected as Decimal))
}

describe('decimal', () => {
  itGivesBack(
    [decimal],
    [
      sample('a price', '19.99'),
      sample('what a number can not hold', '0.1000000000000000055511151231257827021181583404541'),
      sample('zero', '0'),
      sample('minus zero', '-0'),
      sample('NaN', 'NaN'),
      sample('Infinity', 'Infinity'),
      sample('-Infinity', '-Infinity'),
      sample('a large exponent', '-1.5e+9000000000000000'),
      sample('a small exponent', '1e-9000000000000000'),
      sample('the last number without exponent', '999999999999999999999'),
      sample('the first number with exponent', '1e+21'),
      sample('a thousand digits', `3.${'1415926535'.repeat(100)}1`),
      sample('as many characters as the limit', longest),
    ],
    assertSame,
  )

  itRefuses([decimal], 'Decimal', {
    'other spellings': split(
      ' |   |  1 | 1  | 1\n | +1 | 01 | 1. | .5 | 1.50 | 1.0 | 1_000 | 1,5 | --1 | -0.0 | 1e3 | 1e+3',
      '1E+21 | 1e21 | 1e+021 | 10e+21 | 0e+21 | 1e | e1 | 1e+ | 1e++21 | 1n | \u0661 | \uff11 | 1\0',
      '-NaN | +Infinity | nan | infinity | Inf',
    ),
    'other bases, which the constructor takes': split(
      '0x1f | 0b101 | 0o17 | 0xff.8p+2 | 0x1p+99999999999 | -0x1 | 0X1 | 0b1e5',
    ),
    'numbers that become infinite or zero': ['1e+9000000000000001', '1e-9000000000000001'],
    'names of objects': ['constructor', '__proto__', '[object Decimal]'],
    'an object that looks like a Decimal': [
      { s: 1, e: 0, d: [5] },
      { s: 1, e: 0, d: [5], toStringTag: '[object Decimal]' },
    ],
    'what is over the limit': [`${longest}1`, '9'.repeat(4097)],
    'a text that is made to cost much': [
      ...['9', '0', '.', 'e', 'NaN', '9.9', '9e+9'].map((part) => part.repeat(1_000_000)),
      ...['9', '0', '-'].map((part) => `${part.repeat(4095)}x`),
      `0x${'f'.repeat(4000)}p+999999`,
      `0.${'0'.repeat(4000)}x`,
    ],
  })

  it('gives back any Decimal', async () => {
    const digits = fc.stringMatching(/^-?[0-9]{1,60}(\.[0-9]{1,60})?$/)
    const number = fc.oneof(
      fc.double().map((value) => new Decimal(value)),
      fc.tuple(digits, fc.integer()).map(([text, exponent]) => new Decimal(`${text}e${exponent}`)),
    )
    await fc.assert(
      fc.asyncProperty(number, async (value) => {
        assertSame(await codec.read(codec.write(value)), value)
      }),
      { seed: 20_260_203, numRuns: 1000 },
    )
  })

  it('writes and reads alike whatever the app has set', async () => {
    const value = new Decimal('123456.789e-3')
    const text = codec.write(value)
    const { precision, toExpNeg, toExpPos } = Decimal
    try {
      Decimal.set({ precision: 2, toExpNeg: 0, toExpPos: 0 })
      assert.equal(codec.write(value), text)
      assertSame(await codec.read(text), value)
    } finally {
      Decimal.set({ precision, toExpNeg, toExpPos })
    }
  })

  it('refuses to seal more characters than it reads', () => {
    assert.throws(() => codec.write({ total: new Decimal(`${longest}1`) }), {
      code: 'SealingBlocked',
      message: 'Sealing blocked: a Decimal of more than 4096 characters (state.total)',
    })
  })

  it('refuses a Decimal of a clone, which would come back with another precision', () => {
    const Precise = Decimal.clone({ precision: 40 })
    for (const value of [new Precise(1), Object.create(Decimal.prototype)]) {
      assert.throws(() => codec.write({ total: value }), {
        code: 'SealingBlocked',
        message:
          "Sealing blocked: 'Decimal' is not in the allowed list. Register a type plugin. (state.total)",
      })
    }
  })

  it('can be made to fit a clone', async () => {
    const Precise = Decimal.clone({ precision: 40 })
    const precise = {
      ...decimal,
      name: 'Precise',
      match: (value: unknown) => (value as object).constructor === Precise,
      revive: (text: string) => new Precise(text),
    }
    const own = createCodec({ plugins: [decimal, precise] })
    const back = (await own.read(own.write([new Precise(1), new Decimal(1)]))) as Decimal[]
    assert.deepEqual(
      back.map(({ constructor }) => constructor),
      [Precise, Decimal],
    )
  })

  it('takes data that calls itself a Decimal for data', () => {
    const data = { toStringTag: '[object Decimal]', s: 1 }
    assert.equal(codec.write(data), `{"json":${JSON.stringify(data)}}`)
  })
})
