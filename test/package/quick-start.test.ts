import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Block, fencedBlocks, section } from './markdown.ts'
import { emptyFolder, ROOT } from './packed.ts'
import { installsSealwax, prepare } from './prepare.ts'
import { startSite } from './start-site.ts'
import { createVisitor } from './visitor.ts'

const SLOW = { timeout: 300_000 }
const MAX_LINES = 30

describe('the quick start in README.md', () => {
  let blocks: Block[] = []
  let site = { url: '', stop: async () => {} }
  before(async () => {
    blocks = fencedBlocks(section(await readFile(join(ROOT, 'README.md'), 'utf8'), 'Quick start'))
  })
  after(() => site.stop())

  it(`has at most ${MAX_LINES} lines`, () => {
    const lines = blocks.flatMap(({ text }) => text.split('\n')).filter((line) => line.trim())
    assert(lines.length <= MAX_LINES, `it has ${lines.length}:\n${lines.join('\n')}`)
  })

  it('starts as written in an empty folder', SLOW, async () => {
    const folder = await emptyFolder()
    const { start, preparations } = commandsOf(blocks)
    await writeFiles(folder, blocks)
    for (const line of preparations) await prepare(line, folder)
    site = await startSite(start, folder)
  })

  it('counts presses of its button without JavaScript', SLOW, async () => {
    const visitor = createVisitor(site.url)
    const first = await visitor.open('/')
    const second = await visitor.press(first)
    const third = await visitor.press(second)
    assert.notEqual(second.number, first.number, second.text)
    assert.notEqual(third.number, second.number, third.text)
  })
})

/** The shell's lines: the last one starts the app, those before it are to be run in order. */
function commandsOf(blocks: Block[]) {
  const lines = blocks
    .filter(({ language }) => /^(sh|bash|shell|console)$/.test(language))
    .flatMap(({ text }) => text.split('\n'))
    .map((line) => line.replace(/^\s*\$ /, '').trim())
    .filter((line) => line && !line.startsWith('#'))
  const start = lines.at(-1)
  assert(lines.some(installsSealwax), 'no line installs sealwax')
  assert(start && !installsSealwax(start), 'no line after it starts the app')
  return { start, preparations: lines.slice(0, -1) }
}

async function writeFiles(folder: string, blocks: Block[]): Promise<void> {
  const files = blocks.filter(({ title }) => title)
  assert.notEqual(files.length, 0, 'no code block is titled with a file name')
  for (const { title, text } of files) {
    await mkdir(dirname(join(folder, title)), { recursive: true })
    await writeFile(join(folder, title), text)
  }
}
