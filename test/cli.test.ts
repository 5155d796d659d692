import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSealwax } from 'sealwax'
import { rowsOf } from './demo/docs/read-reference.ts'

const program = fileURLToPath(new URL('../server/cli.ts', import.meta.url))

/** Runs `sealwax`. Status, stdout and stderr. */
function run(...args: string[]): [number | null, string, string] {
  const options = { encoding: 'utf8' } as const
  const ended = spawnSync(process.execPath, ['--import', 'tsx', program, ...args], options)
  return [ended.status, ended.stdout, ended.stderr]
}

const usage = 'Usage: sealwax COMMAND [OPTION …]\n'

describe('sealwax', () => {
  it('prints keys that createSealwax takes, each another', () => {
    const [one, two] = [run('new-key'), run('new-key')]
    for (const [status, printed, complaints] of [one, two]) {
      assert.deepEqual([status, complaints], [0, ''])
      assert.match(printed, /^swx1_[\w-]{43}\n$/)
    }
    const keys = [one, two].map(([, printed]) => printed.trim())
    createSealwax({ keys, components: [], views: '/' })
  })

  for (const flag of ['--help', '-h']) {
    it(`explains its commands at ${flag}`, () => {
      const [status, printed, complaints] = run(flag)
      assert.deepEqual([status, complaints], [0, ''])
      assert(printed.startsWith(usage))
      assert.match(printed, /\nnew-key +\w/)
    })
  }

  it('has the commands that the reference names', () => {
    const [, printed] = run('--help')
    const names = [...printed.matchAll(/^(\S+) {2,}\w/gm)].map(([, name]) => name)
    const rows = rowsOf('cli', 'commands').flatMap((row) => row.names)
    assert.deepEqual(new Set(names), new Set(rows))
  })

  it('prints its version', () => {
    const { version } = createRequire(import.meta.url)('sealwax/package.json')
    assert.deepEqual(run('--version'), [0, `${version}\n`, ''])
  })

  for (const args of [[], ['newkey'], ['toString']]) {
    it(`is 2, with how it is used, at ${JSON.stringify(args)}`, () => {
      const [status, printed, complaints] = run(...args)
      assert.deepEqual([status, printed], [2, ''])
      assert(complaints.startsWith(usage))
    })
  }

  it('is 2, with how a command is used, at an option that it does not know', () => {
    const [status, printed, complaints] = run('new-key', '--bits=2')
    assert.deepEqual([status, printed], [2, ''])
    assert.match(complaints, /^sealwax new-key: .*--bits.*\n\nUsage: sealwax new-key\n/)
  })
})
