import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createSealwax } from 'sealwax'
import { init } from '../../server/cli/init.ts'
import { temporaryFolder } from '../koa/uploads/upload-site.ts'
import { runIn } from './run-command.ts'

async function written(name: string): Promise<string> {
  const folder = join(temporaryFolder(), name)
  const { code, err } = await runIn([init], 'init', folder)
  assert.deepEqual([code, err], [0, ''])
  return folder
}

describe('sealwax init', () => {
  it('writes an app with a name, hidden files and keys of its own', async () => {
    const [one, two] = [await written('My Book'), await written('other')]
    const manifest = JSON.parse(readFileSync(join(one, 'package.json'), 'utf8'))
    assert.equal(manifest.name, 'my-book')
    assert.equal(typeof manifest.dependencies.koa, 'string')
    assert.match(readFileSync(join(one, 'README.md'), 'utf8'), /^# my-book\n/)
    assert.match(readFileSync(join(one, '.gitignore'), 'utf8'), /^\.env$/m)
    const files = readdirSync(one)
    assert(files.includes('.dockerignore') && !files.includes('gitignore'))
    const keys = [one, two].map((folder) => readFileSync(join(folder, '.env'), 'utf8'))
    assert.notEqual(keys[0], keys[1])
    const key = /^SEALWAX_KEYS=(\S+)\nCOOKIE_KEYS=[\w-]{43}\n$/.exec(keys[0] ?? '')?.[1] ?? ''
    createSealwax({ keys: [key], components: [], views: '/' })
  })

  it('writes over nothing', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'mine'), 'mine')
    const { code, err } = await runIn([init], 'init', folder)
    assert.deepEqual([code, err], [1, `sealwax init: ${folder} is not empty\n`])
    assert.deepEqual(readdirSync(folder), ['mine'])
  })

  it('takes an empty folder that is there', async () => {
    const folder = join(temporaryFolder(), 'empty')
    mkdirSync(folder)
    assert.equal((await runIn([init], 'init', folder)).code, 0)
  })

  for (const args of [[], ['a', 'b'], ['--nothing']]) {
    it(`is 2 at ${JSON.stringify(args)}`, async () => {
      assert.equal((await runIn([init], 'init', ...args)).code, 2)
    })
  }
})
