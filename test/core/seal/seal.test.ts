import assert from 'node:assert/strict'
import { createCipheriv, createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { StateRejected } from '../../../server/core/errors.ts'
import { createKeyring, type Principal, type Purpose } from '../../../server/core/seal/keyring.ts'
import { lengthPrefixed } from '../../../server/core/seal/length-prefixed.ts'
import { createSealer, type SealerOptions } from '../../../server/core/seal/seal.ts'

const keyOf = (fill: number) => `swx1_${Buffer.alloc(32, fill).toString('base64url')}`
const ring = createKeyring([keyOf(1)])
const owner = { binding: 'session-1', principal: 'ann' } as const
const use = { purpose: 'state', component: 'todo-item' } as const
const text = '{"json":["todo-item-7",{"todoId":7}]}'

function sealer(options: Partial<SealerOptions> = {}, keyring = ring) {
  return createSealer(keyring, { ...owner, maxSealedLength: 64 * 1024, ...options })
}

const ours = sealer()
// With a nonce that gives a text with both `-` and `_`.
const sealed = sealer({ fillNonce: (nonce) => nonce.fill(0xfb) }).seal(text, use)
const raw = Buffer.from(sealed, 'base64url')

const { message } = new StateRejected('')

/** Every refusal looks the same from outside. */
function assertRejected(open: () => unknown, what: string): void {
  assert.throws(
    open,
    (error: StateRejected) => {
      assert.equal(error.code, 'StateRejected')
      assert.equal(error.status, 403)
      assert.equal(error.message, message)
      assert.ok(error.cause instanceof Error)
      return true
    },
    what,
  )
}

const rejects = (candidate: unknown, what: string) =>
  assertRejected(() => ours.unseal(candidate as string, use), what)

describe('seal', () => {
  it('writes version, key id, nonce, ciphertext and tag as base64url', () => {
    const nonce = Buffer.from('000102030405060708090a0b', 'hex')
    const fixed = sealer({ fillNonce: (target) => target.set(nonce) })
    const bytes = Buffer.from(fixed.seal(text, use), 'base64url')
    assert.equal(bytes[0], 1)
    assert.deepEqual(bytes.subarray(1, 5), ring.newest.id)
    assert.deepEqual(bytes.subarray(5, 17), nonce)
    assert.equal(bytes.length, 1 + 4 + 12 + Buffer.byteLength(text) + 16)
    assert.match(sealed, /^[\w-]+$/)
  })

  it('takes a new nonce each time', () => {
    const nonces = Array.from({ length: 500 }, () =>
      Buffer.from(ours.seal('', use), 'base64url').toString('hex', 5, 17),
    )
    assert.equal(new Set(nonces).size, nonces.length)
  })

  it('refuses a text that would be too long to be opened again', () => {
    const narrow = sealer({ maxSealedLength: 1000 })
    const longest = Math.floor((1000 * 3) / 4) - 33
    assert.equal(narrow.unseal(narrow.seal('x'.repeat(longest), use), use).length, longest)
    assert.throws(() => narrow.seal('x'.repeat(longest + 1), use), {
      code: 'SealingBlocked',
      message: /todo-item takes 1002 characters, the limit is 1000/,
    })
  })

  it('derives one key for each purpose of a sealer, however often it is used', () => {
    let derivations = 0
    const counted = {
      ...ring,
      newest: ring.newest,
      find(id: Uint8Array) {
        derivations++
        return ring.find(id)
      },
    }
    const counting = sealer({}, counted)
    for (let count = 0; count < 20; count++) {
      counting.unseal(counting.seal(text, use), use)
      counting.unseal(counting.seal(text, { ...use, purpose: 'flash' }), {
        ...use,
        purpose: 'flash',
      })
    }
    assert.equal(derivations, 2)
  })
})

describe('digest', () => {
  const args = '{"todoId":7}'
  const digest = ours.digest(args, 'todo-item')

  it('is 132 bits of an HMAC-SHA256, by a key of its own, of the component and the text', () => {
    const key = ring.newest.derive({ purpose: 'digest', ...owner }).export()
    const hmac = createHmac('sha256', key.toString('hex')).update(`9:todo-item${args}`)
    assert.equal(digest, hmac.digest('base64url').slice(0, 22))
  })

  it('knows where a component ends and a text begins', () => {
    assert.notEqual(ours.digest('b\nc', 'a'), ours.digest('c', 'a\nb'))
    assert.notEqual(ours.digest('bc', 'a'), ours.digest('c', 'ab'))
  })

  it('is the same in another process of the same keys, session and principal', () => {
    assert.equal(sealer({}, createKeyring([keyOf(1), keyOf(2)])).digest(args, 'todo-item'), digest)
  })

  it('is another for another text, component, session, user or key', () => {
    const others = [
      ours.digest(`${args} `, 'todo-item'),
      ours.digest(args, 'todo-list'),
      sealer({ binding: 'session-2' }).digest(args, 'todo-item'),
      sealer({ principal: 'bob' }).digest(args, 'todo-item'),
      sealer({}, createKeyring([keyOf(2)])).digest(args, 'todo-item'),
    ]
    assert.equal(new Set([digest, ...others]).size, others.length + 1)
  })
})

describe('unseal', () => {
  it('opens what seal made', () => {
    for (const plain of ['', text, 'ünïcödé 🦭 \0 \u2028', 'x'.repeat(40_000)]) {
      assert.equal(ours.unseal(ours.seal(plain, use), use), plain)
    }
  })

  it('opens it in another process of the same keys, session and principal', () => {
    assert.equal(sealer({}, createKeyring([keyOf(1)])).unseal(sealed, use), text)
  })

  it('opens old seals with a ring that seals with a newer key', () => {
    const renewed = sealer({}, createKeyring([keyOf(2), keyOf(1)]))
    assert.equal(renewed.unseal(sealed, use), text)
    const resealed = renewed.seal(text, use)
    assert.equal(sealer({}, createKeyring([keyOf(2)])).unseal(resealed, use), text)
    rejects(resealed, 'sealed with a key that this ring does not have')
  })

  it('refuses a key that was dropped', () => {
    const dropped = sealer({}, createKeyring([keyOf(2)]))
    assertRejected(() => dropped.unseal(sealed, use), 'dropped key')
  })

  it('refuses every single flipped bit of every byte', () => {
    for (let at = 0; at < raw.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(raw)
        flipped[at] = (flipped[at] as number) ^ (1 << bit)
        rejects(flipped.toString('base64url'), `byte ${at}, bit ${bit}`)
      }
    }
  })

  it('refuses every other character at every place of the text', () => {
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A'
      rejects(sealed.slice(0, at) + other + sealed.slice(at + 1), `character ${at}`)
    }
  })

  it('refuses every truncation, of bytes and of characters', () => {
    for (let length = 0; length < raw.length; length++) {
      rejects(raw.subarray(0, length).toString('base64url'), `${length} bytes`)
      rejects(raw.subarray(length + 1).toString('base64url'), `from byte ${length + 1}`)
    }
    for (let length = 0; length < sealed.length; length++) {
      rejects(sealed.slice(0, length), `${length} characters`)
    }
  })

  it('refuses bytes put before, behind or in between', () => {
    for (const at of [0, 1, 5, 17, 20, raw.length - 16, raw.length]) {
      const longer = Buffer.concat([raw.subarray(0, at), Buffer.of(0), raw.subarray(at)])
      rejects(longer.toString('base64url'), `a byte at ${at}`)
    }
  })

  it('refuses a tag that was cut to 4, 8, 12 or 15 bytes', () => {
    for (const tagLength of [4, 8, 12, 13, 14, 15]) {
      const cut = raw.subarray(0, raw.length - 16 + tagLength)
      rejects(cut.toString('base64url'), `tag of ${tagLength} bytes`)
    }
  })

  it('refuses a genuine tag of 4 bytes, which Node would take', () => {
    const key = ring.newest.derive({ purpose: use.purpose, ...owner })
    const nonce = raw.subarray(5, 17)
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 4 })
    const version = Uint8Array.of(1)
    cipher.setAAD(lengthPrefixed([use.purpose, version, ring.newest.id, use.component]))
    const body = Buffer.concat([
      cipher.update(text.padEnd(60)),
      cipher.final(),
      cipher.getAuthTag(),
    ])
    rejects(Buffer.concat([raw.subarray(0, 17), body]).toString('base64url'), 'tag of 4 bytes')
  })

  const spellings: [what: string, spelling: string][] = [
    ['padding', `${sealed}=`],
    ['double padding', `${sealed}==`],
    ['the + and / alphabet', sealed.replaceAll('-', '+').replaceAll('_', '/')],
    ['a space before', ` ${sealed}`],
    ['a space behind', `${sealed} `],
    ['a line break inside', `${sealed.slice(0, 20)}\n${sealed.slice(20)}`],
    ['a tab inside', `${sealed.slice(0, 20)}\t${sealed.slice(20)}`],
    ['a dot behind', `${sealed}.`],
    ['a null character behind', `${sealed}\0`],
    ['a character that the decoder skips', `${sealed.slice(0, 4)}*${sealed.slice(4)}`],
    ['hex', raw.toString('hex')],
  ]
  for (const [what, spelling] of spellings) {
    it(`refuses another spelling: ${what}`, () => {
      assert.notEqual(spelling, sealed)
      rejects(spelling, what)
    })
  }

  it('refuses trailing bits that the decoder drops', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const plain of ['x', 'xy', 'xyz']) {
      const one = ours.seal(plain, use)
      const bytes = Buffer.from(one, 'base64url')
      const aliases = alphabet
        .split('')
        .map((last) => one.slice(0, -1) + last)
        .filter((alias) => alias !== one && Buffer.from(alias, 'base64url').equals(bytes))
      assert.equal(aliases.length, [0, 15, 3][bytes.length % 3])
      for (const alias of aliases) rejects(alias, `alias ${alias.at(-1)}`)
    }
  })

  it('refuses another spelling of any character of a long text', () => {
    const fixed = sealer({ fillNonce: (nonce) => nonce.fill(0xfb) })
    const long = fixed.seal('x'.repeat(30_000), use)
    const bytes = Buffer.from(long, 'base64url')
    for (let from = 0; from < long.length - 1000; from += 500) {
      const at = from + long.slice(from).search(/[-_]/)
      const alias = long[at] === '-' ? '+' : '/'
      const spelling = long.slice(0, at) + alias + long.slice(at + 1)
      assert.deepEqual(Buffer.from(spelling, 'base64url'), bytes)
      rejects(spelling, `${alias} at ${at}`)
    }
    for (const at of [8191, 8192, 8193, 16_384, long.length - 1]) {
      rejects(`${long.slice(0, at)} ${long.slice(at)}`, `a space at ${at}`)
    }
    assert.equal(ours.unseal(long, use).length, 30_000)
  })

  it('refuses what is no text', () => {
    for (const odd of [undefined, null, 5, raw, [sealed], { toString: () => sealed }]) {
      rejects(odd, String(odd))
    }
  })

  it('looks at no text beyond the limit', () => {
    const long = ours.seal('x'.repeat(2000), use)
    const narrow = sealer({ maxSealedLength: 1000 })
    assertRejected(() => narrow.unseal(long, use), 'too long')
    rejects('A'.repeat(10_000_000), 'ten million characters')
  })

  it('refuses a text of another component', () => {
    for (const component of ['todo-list', 'todo-ite', 'todo-item2', '']) {
      assertRejected(() => ours.unseal(sealed, { ...use, component }), component)
    }
  })

  it('refuses a text for another purpose', () => {
    const purposes: Purpose[] = ['state', 'flash', 'children', 'topic', 'upload']
    for (const from of purposes) {
      const other = ours.seal(text, { ...use, purpose: from })
      for (const to of purposes) {
        const open = () => ours.unseal(other, { ...use, purpose: to })
        if (from === to) assert.equal(open(), text)
        else assertRejected(open, `${from} as ${to}`)
      }
    }
  })

  it('refuses a text of another session', () => {
    for (const binding of ['session-2', 'session-', '', 'session-1 ']) {
      assertRejected(() => sealer({ binding }).unseal(sealed, use), binding)
    }
  })

  it('refuses a text of another user, or of nobody', () => {
    const principals: Principal[] = ['bob', '', undefined, null, 0, 1, 'ann ']
    for (const principal of principals) {
      assertRejected(() => sealer({ principal }).unseal(sealed, use), String(principal))
    }
  })

  it("tells none, '', 1 and '1' apart", () => {
    const principals: Principal[] = [undefined, '', 1, '1']
    for (const from of principals) {
      const other = sealer({ principal: from }).seal(text, use)
      for (const to of principals) {
        const open = () => sealer({ principal: to }).unseal(other, use)
        if (from === to) assert.equal(open(), text)
        else assertRejected(open, `${typeof from} as ${typeof to}`)
      }
    }
  })

  it('refuses an unknown key id and a version byte other than 1', () => {
    for (const version of [0, 2, 255]) {
      const other = Buffer.from(raw)
      other[0] = version
      rejects(other.toString('base64url'), `version ${version}`)
    }
    const unknown = Buffer.from(raw)
    unknown.fill(0, 1, 5)
    rejects(unknown.toString('base64url'), 'unknown key id')
  })

  it("refuses one key's text under the id of another key of the ring", () => {
    const both = createKeyring([keyOf(1), keyOf(2)])
    const second = createKeyring([keyOf(2)]).newest.id
    const swapped = Buffer.from(raw)
    second.copy(swapped, 1)
    assertRejected(() => sealer({}, both).unseal(swapped.toString('base64url'), use), 'swapped id')
  })
})
