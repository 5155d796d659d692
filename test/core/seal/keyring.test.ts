import assert from 'node:assert/strict'
import { hkdfSync } from 'node:crypto'
import { describe, it } from 'node:test'
import {
  createKeyring,
  type KeyOwner,
  newKey,
  type Principal,
} from '../../../server/core/seal/keyring.ts'
import { lengthPrefixed } from '../../../server/core/seal/length-prefixed.ts'

const configError = { code: 'ConfigError' }
const bytes = (fill: number) => Buffer.alloc(32, fill)
const keyOf = (secret: Uint8Array) => `swx1_${Buffer.from(secret).toString('base64url')}`

function derived(owner: Partial<KeyOwner>, key = keyOf(bytes(1))): string {
  const whole: KeyOwner = { purpose: 'state', binding: 'b', principal: undefined, ...owner }
  return createKeyring([key]).newest.derive(whole).export().toString('hex')
}

describe('newKey', () => {
  it('writes swx1_ and 32 random bytes', () => {
    const key = newKey()
    assert.match(key, /^swx1_[\w-]{43}$/)
    assert.equal(Buffer.from(key.slice(5), 'base64url').length, 32)
    assert.notEqual(key, newKey())
  })

  it('makes keys that a ring takes', () => {
    assert.ok(createKeyring([newKey(), newKey()]))
  })
})

describe('createKeyring', () => {
  const good = keyOf(bytes(7))

  const refused: [what: string, key: unknown][] = [
    ['an empty text', ''],
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['bytes', bytes(7)],
    ['a password', 'correct horse battery staple'],
    ['hex', bytes(7).toString('hex')],
    ['a key without its prefix', good.slice(5)],
    ['another prefix', good.replace('swx1_', 'swx2_')],
    ['a prefix in capitals', good.replace('swx1_', 'SWX1_')],
    ['31 bytes', keyOf(bytes(7).subarray(1))],
    ['33 bytes', keyOf(Buffer.alloc(33, 7))],
    ['padding', `${good}=`],
    ['a space behind', `${good} `],
    ['a line break behind', `${good}\n`],
    ['a space before', ` ${good}`],
    ['the + and / alphabet', `swx1_${Buffer.alloc(32, 0xff).toString('base64').replace('=', '')}`],
    ['trailing bits', `${good.slice(0, -1)}${good.endsWith('d') ? 'e' : 'd'}`],
  ]
  for (const [what, key] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => createKeyring([key as string]), configError)
      assert.throws(() => createKeyring([good, key as string]), configError)
    })
  }

  it('refuses a ring without keys', () => {
    assert.throws(() => createKeyring([]), configError)
  })

  it('refuses what is not a list', () => {
    for (const keys of [undefined, null, good, { 0: good, length: 1 }]) {
      assert.throws(() => createKeyring(keys as never), configError)
    }
  })

  it('does not write a refused key into its message', () => {
    const secret = 'my-production-password'
    assert.throws(
      () => createKeyring([secret]),
      (error: Error) => !error.message.includes(secret),
    )
  })

  it('refuses two keys of one id', () => {
    assert.throws(() => createKeyring([good, good]), configError)
  })

  it('takes the first 4 bytes of HKDF with the info "key id" as id', () => {
    const expected = Buffer.from(hkdfSync('sha256', bytes(7), '', 'key id', 4))
    assert.deepEqual(createKeyring([good]).newest.id, expected)
  })

  it('finds each key by its id and nothing by another', () => {
    const older = keyOf(bytes(8))
    const ring = createKeyring([good, older])
    const olderId = createKeyring([older]).newest.id
    assert.equal(ring.find(ring.newest.id), ring.newest)
    assert.deepEqual(ring.find(olderId)?.id, olderId)
    assert.equal(ring.find(Buffer.alloc(4)), undefined)
  })
})

describe('Secret.derive', () => {
  it('gives the same key for the same owner', () => {
    assert.equal(derived({ principal: 'ann' }), derived({ principal: 'ann' }))
  })

  it('keeps the thousand keys that were used last', () => {
    const { newest } = createKeyring([newKey()])
    const keyFor = (binding: string) =>
      newest.derive({ purpose: 'state', binding, principal: undefined })
    const [first, second] = [keyFor('first'), keyFor('second')]
    for (let n = 0; n < 998; n++) keyFor(`other ${n}`)
    assert.equal(keyFor('first'), first)
    keyFor('one more')
    assert.equal(keyFor('first'), first)
    const again = keyFor('second')
    assert.notEqual(again, second)
    assert.deepEqual(again.export(), second.export())
  })

  it('gives another key for another secret, purpose, binding or principal', () => {
    const keys = [
      derived({}),
      derived({}, keyOf(bytes(2))),
      derived({ purpose: 'flash' }),
      derived({ purpose: 'children' }),
      derived({ purpose: 'topic' }),
      derived({ purpose: 'upload' }),
      derived({ binding: 'c' }),
      derived({ binding: '' }),
      derived({ principal: 'b' }),
    ]
    assert.equal(new Set(keys).size, keys.length)
  })

  it("keeps none, '', 0, '0', 1 and '1' apart", () => {
    const principals: Principal[] = [undefined, '', 0, '0', 1, '1', -1, '-1', 'undefined', 'null']
    const keys = principals.map((principal) => derived({ principal }))
    assert.equal(new Set(keys).size, keys.length)
  })

  it('takes null for none, and an integer by its value', () => {
    assert.equal(derived({ principal: null }), derived({ principal: undefined }))
    assert.equal(derived({ principal: 1n }), derived({ principal: 1 }))
    assert.notEqual(derived({ principal: 2n ** 64n }), derived({ principal: 2n ** 64n + 1n }))
  })

  it('does not let a character wander from the binding into the principal', () => {
    assert.notEqual(
      derived({ binding: 'ab', principal: 'c' }),
      derived({ binding: 'a', principal: 'bc' }),
    )
  })

  it('refuses principals that are no text and no integer', () => {
    const odd: unknown[] = [
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
      true,
      {},
      [],
      Symbol(),
    ]
    for (const principal of odd) {
      assert.throws(() => derived({ principal: principal as Principal }), configError)
    }
  })

  it('refuses principals that would share their bytes with others, or are too long', () => {
    assert.throws(() => derived({ principal: '\ud800' }), configError)
    assert.throws(() => derived({ principal: 'x'.repeat(513) }), configError)
    assert.ok(derived({ principal: 'x'.repeat(512) }))
  })
})

describe('lengthPrefixed', () => {
  it('gives no two lists of fields the same bytes', () => {
    const lists: string[][] = [
      [],
      [''],
      ['', ''],
      ['a'],
      ['a', ''],
      ['', 'a'],
      ['ab'],
      ['a', 'b'],
      ['a\0\0\0\u0001b'],
      ['é'],
      ['Ã©'],
    ]
    const joined = lists.map((list) => lengthPrefixed(list).toString('hex'))
    assert.equal(new Set(joined).size, lists.length)
  })

  it('writes 4 bytes of length, big endian, before each field', () => {
    assert.equal(lengthPrefixed(['é', Uint8Array.of(9)]).toString('hex'), '00000002c3a90000000109')
  })
})
