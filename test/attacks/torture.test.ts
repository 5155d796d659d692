import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { atEnd } from '../at-end.ts'

const script = fileURLToPath(new URL('../torture.ts', import.meta.url))

async function torture(...args: string[]) {
  const all = ['--conditions=sealwax-source', '--import', 'tsx', script, ...args]
  const child = spawn(process.execPath, all, { stdio: 'pipe' })
  const said = Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await once(child, 'exit')
  const [out, errors] = await said
  return { code, out, errors }
}

describe('npm run torture', () => {
  it('prints its table, and writes its figures', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sealwax-torture-'))
    atEnd(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'figures.json')
    const { code, out } = await torture('--seed', '7', '--short', '--out', file, 'superjson')
    const [, cases] = /superjson +(\d+) cases/.exec(out) ?? []
    const row = (name: string) => `${name} +${cases} cases +0 escaped +[\\d.]+ s\n`
    assert.match(out, new RegExp(`^seed 7\n${row('superjson')}${row('all')}$`))
    const families = { superjson: { cases: Number(cases), escaped: 0 } }
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { seed: 7, families })
    assert.equal(code, 0)
  })

  it('refuses a family that is none, and a seed that is none', async () => {
    const [unknown, seedless] = await Promise.all([
      torture('--short', 'superjson', 'superjso'),
      torture('--short', '--seed', 'x', 'superjson'),
    ])
    assert.equal(unknown.code, 1)
    assert.match(unknown.errors, /No family superjso\. There are: .*superjson/)
    assert.equal(seedless.code, 1)
    assert.equal(unknown.out + seedless.out, '')
  })
})
