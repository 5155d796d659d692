import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createSealwax } from 'sealwax'

const program = fileURLToPath(new URL('../server/cli.ts', import.meta.url))

/** Runs `sealwax`. Status, stdout and stderr. */
function run(...args: string[]): [number | null, string, string] {
  const options = { encoding: 'utf8' } as const
  const ended = spawnSync(process.execPath, ['--import', 'tsx', program, ...args], options)
  return [ended.status, ended.stdout, ended.stderr]
}

const usage = 'Usage: sealwax new-key\n'

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
      assert.match(printed, /\nnew-key {2}\w/)
    })
  }

  for (const args of [[], ['newkey'], ['--version'], ['new-key', '--bits=2'], ['toString']]) {
    it(`is 2, with how it is used, at ${JSON.stringify(args)}`, () => {
      assert.deepEqual(run(...args), [2, '', usage])
    })
  }
})
