import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type Block, fencedBlocks, section } from './markdown.ts'
import { childEnv, emptyFolder, packed, ROOT, run } from './packed.ts'
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

function installsSealwax(line: string): boolean {
  return /^npm (i|install|add) /.test(line) && line.split(/\s+/).includes('sealwax')
}

async function writeFiles(folder: string, blocks: Block[]): Promise<void> {
  const files = blocks.filter(({ title }) => title)
  assert.notEqual(files.length, 0, 'no code block is titled with a file name')
  for (const { title, text } of files) {
    await mkdir(dirname(join(folder, title)), { recursive: true })
    await writeFile(join(folder, title), text)
  }
}

/** Runs a line of the shell, with the packed tarball in the place of `sealwax` where it installs. */
async function prepare(line: string, folder: string): Promise<void> {
  if (!installsSealwax(line)) return void (await run(folder, 'sh', '-c', line))
  const { tarball } = await packed()
  const args = line.split(/\s+/).map((word) => (word === 'sealwax' ? tarball : word))
  // --prefix keeps npm from picking a folder further up that happens to hold a package
  await run(folder, 'npm', ...args.slice(1), '--prefix', folder, '--no-audit', '--no-fund')
}

async function startSite(command: string, cwd: string) {
  const port = await freePort()
  const env = { ...childEnv(), PORT: String(port) }
  const child = spawn('sh', ['-c', command], { cwd, env, detached: true })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => output.push(String(chunk)))
  }
  const url = `http://127.0.0.1:${port}`
  const stop = () => stopGroup(child)
  for (let tries = 0; tries < 150; tries++) {
    if (await answers(url)) return { url, stop }
    if (child.exitCode !== null) break
    await wait(200)
  }
  await stop()
  throw new Error(`'${command}' does not answer on the port in PORT:\n${output.join('')}`)
}

/** Ends the shell and what it started, which share a process group. */
async function stopGroup(child: ChildProcess): Promise<void> {
  if (!child.pid || child.exitCode !== null || child.signalCode) return
  const exited = once(child, 'exit')
  process.kill(-child.pid)
  await exited
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address)
  server.close()
  await once(server, 'close')
  return address.port
}
