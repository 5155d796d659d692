import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { emptyFolder, packed, run } from './packed.ts'
import { startSite } from './start-site.ts'
import { createVisitor } from './visitor.ts'

const SLOW = { timeout: 300_000 }

describe('the app of sealwax init', () => {
  let app = ''
  let site = { url: '', stop: async () => {} }
  before(async () => {
    const { tarball } = await packed()
    const folder = await emptyFolder()
    const args = ['--yes', '--package', tarball, '--', 'sealwax', 'init', 'my-app']
    const said = await run(folder, 'npx', ...args)
    assert.match(said, / {2}cd my-app && npm install\n {2}npm run dev\n$/)
    app = join(folder, 'my-app')
    await takePacked(app, tarball)
    await run(app, 'npm', 'install', '--prefix', app, '--no-audit', '--no-fund')
  }, SLOW)
  after(() => site.stop())

  it('passes its own tests', SLOW, async () => {
    assert.match(await run(app, 'npm', 'test'), /. pass [1-9]\d*\n. fail 0\n/)
  })

  it('starts, and takes an entry without JavaScript', SLOW, async () => {
    site = await startSite('npm start', app)
    const visitor = createVisitor(site.url)
    const page = await visitor.open('/')
    page.button.body.set('name', 'Ada')
    page.button.body.set('text', 'Nice to be here.')
    assert.match((await visitor.press(page)).text, /Nice to be here\.\s+Ada/)
    assert.match((await createVisitor(site.url).open('/')).text, /Nice to be here\./)
  })

  it('is set up well, says the doctor', SLOW, async () => {
    await run(app, 'git', 'init', '-q')
    await run(app, 'git', 'add', '.')
    const said = await run(app, 'npm', 'run', 'doctor')
    assert.doesNotMatch(said, /PROBLEM|WARNING/)
    assert.match(said, /0 problems, 0 warnings/)
  })

  it('goes on with open pages when a component was changed', SLOW, async () => {
    await site.stop()
    site = await startSite('npm run dev', app)
    const visitor = createVisitor(site.url)
    const page = await visitor.open('/')
    const file = join(app, 'components/guest-book.js')
    const code = await readFile(file, 'utf8')
    await writeFile(file, code.replace('Please give your name.', 'Who are you?'))
    const press = () => visitor.press(page).then(({ text }) => text, String)
    let said = ''
    while (!said.includes('Who are you?')) said = await press()
  })

  it('does not start in production without its secrets', SLOW, async () => {
    const env = await readFile(join(app, '.env'), 'utf8')
    await writeFile(join(app, '.env'), '')
    const started = run(app, 'env', 'NODE_ENV=production', process.execPath, 'main.js')
    await assert.rejects(started, /SEALWAX_KEYS is not set/)
    await writeFile(join(app, '.env'), env)
  })
})

/** The version that is packed here may not be out yet. */
async function takePacked(app: string, tarball: string): Promise<void> {
  const file = join(app, 'package.json')
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  assert.equal(manifest.name, 'my-app')
  assert.match(manifest.dependencies.sealwax, /^\^\d+\.\d+\.\d+$/)
  manifest.dependencies.sealwax = `file:${tarball}`
  await writeFile(file, JSON.stringify(manifest))
}
