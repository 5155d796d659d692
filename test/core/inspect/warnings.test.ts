import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createCodec } from 'sealwax/core'
import { readOpened } from '../../../server/core/inspect/opened.ts'
import { looksSecret } from '../../../server/core/inspect/secret-names.ts'
import { type Facts, warningsOf } from '../../../server/core/inspect/warnings.ts'
import { withoutEnvelope } from '../../../server/core/instance/state-tuple.ts'

const day = 86_400_000
const issued = 1_000_000
const usual: Facts = { sealed: 200, now: issued * 1000, maxAge: day, maxLifetime: 7 * day }

/** Codes, texts and advices about a state of these parts. */
function warn(parts: readonly unknown[], facts: Partial<Facts> = {}) {
  const tuple = ['-7', '/', issued, ...parts]
  const text = withoutEnvelope(createCodec().writeItems(tuple))
  return warningsOf(readOpened(text, 'item'), { ...usual, ...facts })
}

const at = (age: number) => warn([{}], { now: issued * 1000 + age })
const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code)

describe('warningsOf', () => {
  it('has nothing to say of a small, young state', () => {
    assert.deepEqual(warn([{ todoId: 7 }, { editing: true }, { toggles: 1 }]), [])
  })

  it('names the largest key of a large seal, and what to do', () => {
    const rows = Array.from({ length: 100 }, (_, id) => ({ id, title: 'Bread' }))
    const [warning, ...more] = warn([{ listId: 1 }, {}, { rows }], { sealed: 4000 })
    assert.deepEqual(more, [])
    assert.equal(warning?.code, 'LargeSeal')
    assert.match(
      warning.text,
      /^The seal takes 4000 characters: state\.rows alone has \d+ bytes\.$/,
    )
    assert.match(warning.advice, /^Seal ids and read the rows in load/)
  })

  it('calls 2 KiB of sealed text not yet large', () => {
    assert.deepEqual(codes(warn([{ a: 1 }], { sealed: 2048 })), [])
    assert.deepEqual(codes(warn([{ a: 1 }], { sealed: 2049 })), ['LargeSeal'])
  })

  it('points at public fields that look like secrets, wherever they stand', () => {
    const found = warn([{}, { user: { passwordHash: 'x', name: 'Ada' }, apiKey: 'y', open: true }])
    assert.deepEqual(codes(found), ['PublicSecret', 'PublicSecret'])
    assert.match(found[0]?.text ?? '', /'user\.passwordHash'/)
    assert.match(found[1]?.text ?? '', /'apiKey'/)
  })

  it('lets server state be called so: nobody can read it', () => {
    assert.deepEqual(warn([{}, {}, { token: 'x' }]), [])
  })

  it('says when a seal is about to expire, and when it has', () => {
    assert.deepEqual(at(day * 0.8), [])
    assert.equal(at(day - 600_000)[0]?.text, 'The seal expires in 10 min.')
    assert.equal(at(day + 1)[0]?.text, 'The seal has expired.')
  })

  it('tells the end of a chain of calls from that of a seal', () => {
    const [warning] = warn([7 * 86_400 - 60, '', 0, {}])
    assert.equal(warning?.code, 'ExpiresSoon')
    assert.match(warning.advice, /maxLifetime/)
  })

  it('finds in the state what load returns under another name', () => {
    const row = { id: 7, title: 'Write the letter' }
    const [warning, ...more] = warn([{}, {}, { copy: row }], { loaded: { todo: { ...row } } })
    assert.deepEqual(more, [])
    assert.equal(warning?.code, 'LoadedTwice')
    assert.equal(warning.text, "state.copy is what load returns as 'todo'.")
  })

  it('takes what is short for equal by chance, and what can not be written for no copy', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const loaded = { count: 1, cycle, done: false }
    assert.deepEqual(warn([{ first: 1 }, {}, { ready: false }], { loaded }), [])
  })
})

describe('looksSecret', () => {
  for (const name of [
    'password',
    'userPassword',
    'password_hash',
    'apiKey',
    'API_KEY',
    'accessToken',
    'clientSecret',
    'ssn',
    'cardNumber',
  ]) {
    it(`takes ${name} for a secret`, () => assert.equal(looksSecret(name), true))
  }
  for (const name of ['discard', 'cardId', 'cardinal', 'key', 'keys', 'hashtag', 'pinned', 'é']) {
    it(`takes ${name} for none`, () => assert.equal(looksSecret(name), false))
  }
})
