import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { transform } from 'esbuild'
import { createConsumer, packed, ROOT, run } from './packed.ts'

const SLOW = { timeout: 300_000 }
/** What the README has a user install. */
const packages = ['superjson', 'koa', 'koa-session', 'nunjucks', 'htmx.org', 'zod']
/** What it has a user of TypeScript install beside. */
const types = ['@types/koa', '@types/nunjucks', '@types/node']

const strict = {
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
}

const app = `import Koa from 'koa'
import session from 'koa-session'
import { createRedisOnceStore, createSealwax, defineComponent, newKey, stale } from 'sealwax'
import type { CallReport, Client } from 'sealwax'
import { z } from 'zod'

const rows = new Map([[1, { title: 'Wax' }]])
export const row = defineComponent({
  name: 'row',
  template: 'row.njk',
  args: z.object({ rowId: z.number() }),
  publicState: z.object({ open: z.boolean().default(false) }),
  state: () => ({ count: 0 }),
  async load({ args, ctx }) {
    ctx.set('X-Row', String(args.rowId))
    const found = rows.get(args.rowId)
    if (!found) throw stale('Gone.')
    return { found }
  },
  methods: {
    touch(self) {
      self.state.count += 1
      self.open = true
      const client: Client = self.client
      client.dispatch('touched', { title: self.found.title })
    },
    rename: {
      params: z.object({ title: z.string() }),
      run(self, { title }) {
        self.found.title = title
      },
    },
  },
})
const site = new Koa({ keys: ['secret'] })
const sealwax = createSealwax({
  keys: [newKey()],
  components: [row],
  views: '/views',
  principal: (ctx) => ctx.ip,
  base: (ctx) => ctx.get('X-Forwarded-Prefix'),
  onceStore: createRedisOnceStore(async (...command: string[]) => command.length),
  onCall: (report: CallReport) => console.log(report.durations.total),
  configure: (env) => env.addFilter('loud', (text: string) => text.toUpperCase()),
})
site.use(session(site))
site.use(sealwax.middleware())
site.use((ctx) => ctx.render('page.njk', { base: ctx.sealwax.base, partial: ctx.htmx.partial }))
`

describe('an app in TypeScript, strict to its libraries too', () => {
  let folder = ''
  before(async () => {
    folder = await createConsumer([...packages, ...types])
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'app.ts'), app)
    const { code } = await transform(app, { loader: 'ts' })
    await writeFile(join(folder, 'app.js'), code)
  }, SLOW)

  const compile = async (options: object, file = 'app.ts') => {
    const compilerOptions = { ...strict, ...options }
    const config = JSON.stringify({ compilerOptions, files: [file] })
    await writeFile(join(folder, 'tsconfig.json'), config)
    return run(folder, process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'))
  }

  for (const options of [
    { module: 'nodenext', moduleResolution: 'nodenext' },
    { module: 'esnext', moduleResolution: 'bundler' },
  ]) {
    it(`compiles with moduleResolution ${options.moduleResolution}`, SLOW, async () => {
      await compile(options)
    })
  }

  it('compiles in JavaScript that is checked', SLOW, async () => {
    await compile({ module: 'nodenext', allowJs: true, checkJs: true }, 'app.js')
  })
})

describe('an app in TypeScript without the types of Koa and Nunjucks', () => {
  it('is told which to install', SLOW, async () => {
    const folder = await createConsumer([...packages, '@types/node'])
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'app.ts'), app)
    const compilerOptions = { ...strict, module: 'nodenext', skipLibCheck: true }
    const config = JSON.stringify({ compilerOptions, files: ['app.ts'] })
    await writeFile(join(folder, 'tsconfig.json'), config)
    const compiled = run(folder, process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'))
    await assert.rejects(compiled, /npm i --save-dev @types\/koa/)
  })

  it('reads in the README what to install', async () => {
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8')
    assert.ok(readme.includes(`npm install -D ${types.join(' ')}`))
  })
})

describe('the size of the package', () => {
  it('is what the README says, within 5 %', SLOW, async () => {
    const { tarball, app: installed, files } = await packed()
    const sizes = await Promise.all(
      files.map((path) => stat(join(installed, 'node_modules/sealwax', path))),
    )
    const unpacked = sizes.reduce((sum, { size }) => sum + size, 0)
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8')
    const [, tarballSaid, unpackedSaid] =
      /The package has (\d+) KB, (\d+) KB unpacked/.exec(readme) ?? []
    for (const [said, is] of [
      [tarballSaid, (await stat(tarball)).size],
      [unpackedSaid, unpacked],
    ] as const) {
      const kilobytes = is / 1000
      const wrong = Math.abs(Number(said) - kilobytes) / kilobytes
      assert.ok(wrong <= 0.05, `README says ${said} KB, it is ${Math.round(kilobytes)} KB.`)
    }
  })
})
