import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { transform } from 'esbuild'
import markdownIt from 'markdown-it'
import { type Environment, FileSystemLoader, Environment as Nunjucks, Template } from 'nunjucks'
import { createSealwax, defineComponent, newKey } from 'sealwax'
import { infoOf } from '../../../server/demo/docs/markdown.ts'

const folder = 'views/demo/docs'
const files = ['README.md', 'server/README.md', 'plugins/README.md'].concat(
  readdirSync(folder, { recursive: true })
    .map((path) => join(folder, String(path)))
    .filter((path) => path.endsWith('.md'))
    .toSorted(),
)
const markdown = markdownIt()

/** Fences of a file in some languages, and the lines that they begin at. */
function fencesOf(file: string, languages: readonly string[]) {
  return markdown
    .parse(readFileSync(file, 'utf8'), {})
    .filter((token) => token.type === 'fence' && languages.includes(infoOf(token).language))
    .map(({ content, map }) => ({ content, line: (map?.[0] ?? 0) + 1 }))
}

/** Statements, members of an object, or of one that stands in for what is left out. */
const shapes = [
  (code: string) => code,
  (code: string) => `({ ${code} })`,
  (code: string) => `async () => { ${code} }`,
]

async function isCode(content: string): Promise<boolean> {
  // What a reader takes for "and so on" is none of the language.
  const code = content.replaceAll(/\{ …, /g, '{ ').replaceAll(/,? ?…/g, '')
  for (const shape of shapes) {
    if (await parses(shape(code))) return true
  }
  return false
}

async function parses(code: string): Promise<boolean> {
  try {
    await transform(code, { loader: 'ts' })
    return true
  } catch {
    return false
  }
}

/** The environment of a toolkit: the tags that it knows. */
function environment(): Environment {
  let found: Environment = new Nunjucks(new FileSystemLoader())
  const one = defineComponent({ name: 'one', template: 'examples/focus/choice.njk', methods: {} })
  createSealwax({
    keys: [newKey()],
    components: [one],
    views: join(process.cwd(), 'views/demo'),
    configure: (env) => {
      found = env
    },
  })
  return found
}

describe('the code in the docs, the README and the guide', () => {
  it('is of the language that it says', async () => {
    const wrong: string[] = []
    let seen = 0
    for (const file of files) {
      for (const { content, line } of fencesOf(file, ['js', 'ts', 'mjs'])) {
        seen++
        if (!(await isCode(content))) wrong.push(`${file}:${line}`)
      }
    }
    assert.deepEqual(wrong, [])
    assert.ok(seen > 80, `${seen}`)
  })

  it('is a template where it says so', () => {
    const env = environment()
    const wrong: string[] = []
    let seen = 0
    for (const file of files) {
      for (const { content, line } of fencesOf(file, ['njk'])) {
        seen++
        try {
          assert.ok(new Template(content.replaceAll(' …', ''), env, `${file}:${line}`, true))
        } catch (error) {
          wrong.push(`${file}:${line}: ${String(error).split('\n').at(-1)?.trim()}`)
        }
      }
    }
    assert.deepEqual(wrong, [])
    assert.ok(seen > 30, `${seen}`)
  })

  it('is JSON where it says so', () => {
    for (const file of files) {
      for (const { content } of fencesOf(file, ['json'])) assert.ok(JSON.parse(content), file)
    }
  })
})
