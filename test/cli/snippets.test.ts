import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { createSealwax, defineComponent, newKey } from 'sealwax'
import { snippets } from '../../server/cli/snippets.ts'
import { temporaryFolder } from '../koa/uploads/upload-site.ts'
import { runIn } from './run-command.ts'

interface Snippet {
  readonly scope: string
  readonly prefix: string
  readonly description: string
  readonly body: string | readonly string[]
}

const file = 'server/cli/snippets/sealwax.code-snippets'
const all: Record<string, Snippet> = JSON.parse(readFileSync(file, 'utf8'))

/** What an editor writes where nothing else is typed. */
function expand({ body }: Snippet): string {
  const text = [body].flat().join('\n')
  const plain = text.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d+/g, '')
  assert.doesNotMatch(plain, /\$\{?\d/)
  return plain
}

/** Has a template be checked as a component's own. */
function checkTemplate(text: string): void {
  const views = temporaryFolder()
  writeFileSync(join(views, 'one.njk'), text)
  const one = defineComponent({ name: 'one', template: 'one.njk', methods: {} })
  createSealwax({ keys: [newKey()], components: [one], views })
}

describe('the snippets for VS Code', () => {
  const templates = Object.entries(all).filter(([, { scope }]) => scope.includes('nunjucks'))
  const code = Object.entries(all).filter(([, { scope }]) => scope.includes('typescript'))

  it('are found by names of their own', () => {
    const prefixes = Object.values(all).map(({ prefix }) => prefix)
    assert.equal(new Set(prefixes).size, prefixes.length)
    assert(prefixes.every((prefix) => /^sw-[a-z-]+$/.test(prefix)))
    assert.equal(templates.length + code.length, prefixes.length)
  })

  for (const [name, snippet] of templates) {
    it(`compile: ${name}`, () => {
      const text = expand(snippet)
      const isWhole = snippet.prefix.startsWith('sw-template')
      checkTemplate(isWhole ? text : `<div {{ attrs() }}>{{ sealed() }}${text}</div>`)
    })
  }

  for (const [name, snippet] of code) {
    it(`are code: ${name}`, async () => {
      const text = expand(snippet)
      const isWhole = text.startsWith('import')
      await transform(isWhole ? text : `({${text}})`, { loader: 'ts' })
    })
  }

  it('define a component that can be used', async () => {
    const folder = temporaryFolder()
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
    const definition = Object.values(all).find(({ prefix }) => prefix === 'sw-define') as Snippet
    const sealwax = pathToFileURL(resolve('server/index.ts')).href
    const path = join(folder, 'item.mjs')
    writeFileSync(path, expand(definition).replace("'sealwax'", `'${sealwax}'`))
    const { item } = await import(pathToFileURL(path).href)
    assert.equal(item.name, 'item')
  })
})

describe('sealwax snippets', () => {
  it('writes them where the editor looks, and replaces older ones', async () => {
    const folder = temporaryFolder()
    const path = join(folder, '.vscode', 'sealwax.code-snippets')
    mkdirSync(join(folder, '.vscode'))
    writeFileSync(path, 'old')
    assert.deepEqual(await runIn([snippets], 'snippets', folder), {
      code: 0,
      out: `${path}\n`,
      err: '',
    })
    assert.equal(readFileSync(path, 'utf8'), readFileSync(file, 'utf8'))
  })
})
