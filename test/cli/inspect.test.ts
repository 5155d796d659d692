import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createKeyring, createSealer, newKey, type Principal } from 'sealwax/core'
import { inspect } from '../../server/cli/inspect.ts'
import { runIn } from './run-command.ts'

const [key, older, stranger] = [newKey(), newKey(), newKey()]
const keyId = createKeyring([key]).newest.id.toString('hex')
const text = '["--1","/counter",1767225600,{"label":"Left"},{},{"count":12}]'
const seal = (principal?: Principal, content = text) =>
  createSealer(createKeyring([key]), { binding: 'b', principal, maxSealedLength: 65_536 }).seal(
    content,
    { purpose: 'state', component: 'counter' },
  )
const sealed = seal()
const whom = ['--component', 'counter', '--binding', 'b']
const run = (...args: string[]) => runIn([inspect], 'inspect', ...args)

describe('sealwax inspect', () => {
  it('shows the header without a key, and says what is missing', async () => {
    const { code, out, err } = await run(sealed)
    assert.deepEqual([code, err], [0, ''])
    assert.match(out, new RegExp(`^format +1\nkey +${keyId}\nsize +\\d+ bytes sealed\n`))
    assert.match(out, /\nTo open it: --key, --component, --binding\n$/)
  })

  it('says which key of a ring fits', async () => {
    const { out } = await run(sealed, '--key', older, '--key', key)
    assert.match(out, new RegExp(`\nkey +${keyId} \\(number 2 of 2 given\\)\n`))
    const other = await run(sealed, '--key', older)
    assert.match(other.out, /\(none of the 1 given\)/)
  })

  it('shows the content, with bytes for each key', async () => {
    const { code, out } = await run(sealed, '--key', key, ...whom)
    assert.equal(code, 0)
    assert.match(out, /\nid +counter--1\npage +\/counter\nsealed at +2026-01-01T00:00:00\.000Z\n/)
    assert.match(out, /\n {5}16 {2}args\n {5}14 {4}label: "Left"\n/)
    assert.match(out, /\n {5}12 {2}state\n {5}10 {4}count: 12\n/)
  })

  it('writes JSON that holds the whole', async () => {
    const { out } = await run(sealed, '--key', key, ...whom, '--json')
    const { header, key: fits, missing, opened } = JSON.parse(out)
    assert.equal(header.keyId, keyId)
    assert.deepEqual([fits, missing], [{ fits: 1, of: 1 }, []])
    assert.equal(opened.bytes, Buffer.byteLength(text))
    assert.deepEqual(opened.parts[1].keys, [{ name: 'count', bytes: 10, value: 12 }])
  })

  for (const principal of [7, '7', 'ada', 2n ** 70n]) {
    it(`opens a state of ${typeof principal} ${principal}`, async () => {
      const args = ['--key', key, ...whom, '--principal', String(principal)]
      assert.equal((await run(seal(principal), ...args)).code, 0)
      assert.equal((await run(sealed, ...args)).code, 1)
    })
  }

  it('reads keys from SEALWAX_KEYS', async (t) => {
    process.env['SEALWAX_KEYS'] = `${older}, ${key}`
    t.after(() => delete process.env['SEALWAX_KEYS'])
    assert.match((await run(sealed, ...whom)).out, /\(number 2 of 2 given\)/)
  })

  it('reads a state from standard input', () => {
    const program = fileURLToPath(new URL('../../server/cli.ts', import.meta.url))
    const ran = spawnSync(
      process.execPath,
      ['--conditions=sealwax-source', '--import', 'tsx', program, 'inspect', '-', ...whom],
      { input: `${sealed}\n`, encoding: 'utf8', env: { ...process.env, SEALWAX_KEYS: key } },
    )
    assert.deepEqual([ran.status, ran.stderr], [0, ''])
    assert.match(ran.stdout, / {4}count: 12\n/)
  })

  it('prints no key, whatever happens', async () => {
    const runs = [
      await run(sealed, '--key', key, ...whom),
      await run(sealed, '--key', key, ...whom, '--json'),
      await run(sealed, '--key', `${key}x`, ...whom),
      await run(sealed, '--key', key, '--key', key),
      await run(sealed, '--key', stranger, ...whom),
    ]
    for (const { out, err } of runs) {
      for (const secret of [key, stranger]) assert(!(out + err).includes(secret.slice(0, 20)))
    }
  })

  const refusals: [string, string[], number, RegExp][] = [
    ['another binding', ['--key', key, '--component', 'counter', '--binding', 'x'], 1, /not open/],
    ['another component', ['--key', key, '--component', 'item', '--binding', 'b'], 1, /not open/],
    ['a key of another ring', ['--key', stranger, ...whom], 1, /none of the 1 given/],
    ['what is no key', ['--key', 'secret', ...whom], 2, /Key 1 is not a key/],
    ['an option that it does not know', ['--keys', key], 2, /--keys/],
    ['two states', [sealed], 2, /give one state/],
  ]
  for (const [what, args, code, message] of refusals) {
    it(`refuses ${what} in a line`, async () => {
      const ran = await run(sealed, ...args)
      assert.equal(ran.code, code)
      assert.equal(ran.out, '')
      const [line = ''] = ran.err.split('\n')
      assert.match(line, message)
    })
  }

  it('refuses a text that is no sealed state', async () => {
    for (const [bad, message] of [
      ['hello', /too short/],
      [`${sealed}=`, /canonical/],
    ] as const) {
      const { code, err } = await run(bad)
      assert.equal(code, 1)
      assert.match(err, message)
      assert.equal(err.trim().split('\n').length, 1)
    }
  })

  it('lets no text of a state command the terminal', async () => {
    const hostile = seal(
      undefined,
      '["--1","/counter",1767225600,{"label":"\\u001b[2J\\u009b\\u202e"}]',
    )
    const { out } = await run(hostile, '--key', key, ...whom)
    for (const control of ['\u001b', '\u009b', '\u202e']) assert(!out.includes(control))
  })
})
