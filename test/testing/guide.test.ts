import assert from 'node:assert/strict'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { fencedBlocks } from '../package/markdown.ts'
import { emptyFolder, packed, ROOT, run } from '../package/packed.ts'

const slow = { timeout: 300_000 }
const guide = join(ROOT, 'views/demo/docs/how-to/testing.md')
const packages = 'htmx.org koa koa-session nunjucks parse5 superjson supertest vitest zod'.split(
  ' ',
)

describe('the guide on testing', () => {
  let folder: string

  before(async () => {
    folder = await emptyFolder()
    await installPackages(folder)
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    const blocks = fencedBlocks((await readFile(guide, 'utf8')).split('\n'))
    for (const { title, text } of blocks.filter((block) => block.title !== '')) {
      await writeFile(join(folder, title), text)
    }
  }, slow)

  it('has tests that pass under node:test', slow, async () => {
    const output = await run(folder, process.execPath, '--test')
    assert.match(output, /^. pass 8$/m)
    assert.match(output, /^. fail 0$/m)
  })

  it('has tests that pass under vitest', slow, async () => {
    for (const name of ['todo-item', 'pages']) {
      const text = await readFile(join(folder, `${name}.test.js`), 'utf8')
      await mkdir(join(folder, 'vitest'), { recursive: true })
      const moved = text.replaceAll("'./", "'../").replace("'node:test'", "'vitest'")
      await writeFile(join(folder, 'vitest', `${name}.test.js`), moved)
    }
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const output = await run(folder, process.execPath, vitest, 'run', '--dir', 'vitest')
    assert.match(stripVTControlCharacters(output), /Tests +8 passed \(8\)/)
  })
})

/** The package as it is published, beside the repository's own copies of what it needs. */
async function installPackages(folder: string): Promise<void> {
  const own = join(folder, 'node_modules/sealwax')
  await mkdir(own, { recursive: true })
  await run(folder, 'tar', '-xzf', (await packed()).tarball, '-C', own, '--strip-components=1')
  for (const name of packages) {
    const path = join(folder, 'node_modules', name)
    await mkdir(dirname(path), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), path, 'junction')
  }
}
