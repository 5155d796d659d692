import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { contents } from '../../../server/demo/docs/contents.ts'
import { isKnownLanguage } from '../../../server/demo/docs/highlight.ts'
import { infoOf } from '../../../server/demo/docs/markdown.ts'
import { readPage } from '../../../server/demo/docs/page.ts'
import { exampleComponents } from '../../../server/demo/examples/index.ts'
import { readPage as readHtml } from '../../koa/page.ts'
import { createBrowser } from '../../koa/test-app.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { attribute, elementsIn, elementsOf, elementsOfClass, placesOf } from './read-html.ts'

const pages = contents.flatMap((section) => section.slugs.map((slug) => readPage(section, slug)))
const paths = ['/docs', ...pages.map(({ path }) => path)]
const live = new Set(['example', 'source', 'tutorial'])

describe('the contents of the docs', () => {
  it('list every file, and no other', () => {
    const files = filesBelow('views/demo/docs', '.md')
    const expected = pages.map(({ path }) => `${path.slice('/docs/'.length)}.md`)
    assert.deepEqual(files, expected.toSorted())
  })

  it('name every page once', () => {
    const titles = pages.map(({ title }) => title)
    assert.deepEqual(titles.toSorted(), [...new Set(titles)].toSorted())
  })

  it('write code in languages that are coloured', () => {
    for (const { path, body } of pages) {
      const fences = body.filter(({ type }) => type === 'fence')
      const languages = fences.map((fence) => infoOf(fence).language)
      const unknown = languages.filter((word) => !live.has(word) && !isKnownLanguage(word))
      assert.deepEqual(unknown, [], path)
    }
  })

  it('show every example somewhere, and only examples that are there', () => {
    const shown = pages.flatMap(({ body }) => {
      const fences = body.filter(({ info }) => info.trim() === 'example')
      return fences.map(({ content }) => content.trim())
    })
    const files = filesBelow('views/demo/examples', '/example.njk')
    const names = files.map((file) => file.slice(0, -'/example.njk'.length))
    assert.deepEqual([...new Set(shown)].toSorted(), names)
  })
})

describe('the pages of the docs', () => {
  let demo: DemoApp
  const read = new Map<string, ReturnType<typeof fetchPage>>()

  before(async () => {
    demo = await openDemo()
  })
  after(() => demo.close())

  /** Reads a page once for all tests. */
  function open(path: string) {
    const known = read.get(path) ?? fetchPage(path)
    read.set(path, known)
    return known
  }

  async function fetchPage(path: string) {
    const { status, headers, text } = await createBrowser(demo.app).get(path)
    const policy = headers['content-security-policy'] ?? ''
    return { status, policy, text, ...placesOf(text) }
  }

  /** Whether a link leads to no page of the site, no place on it, or nowhere on the web. */
  async function isDead(link: string, from: string): Promise<boolean> {
    const { origin, pathname, search, hash } = new URL(link, `http://here${from}`)
    if (origin !== 'http://here') return !/^https:\/\/[a-z0-9.-]+\.[a-z]+(\/|$)/.test(link)
    const { status, ids } = await open(pathname + search)
    return status !== 200 || !(hash === '' || ids.has(decodeURIComponent(hash.slice(1))))
  }

  for (const path of paths) {
    it(`${path} needs no inline script and no inline style`, async () => {
      const { status, policy, text } = await open(path)
      assert.equal(status, 200)
      assert.match(policy, /script-src 'self';style-src 'self'/)
      for (const element of elementsOf(text)) {
        const names = element.attrs.map(({ name }) => name)
        assert.deepEqual(
          names.filter(
            (name) => name === 'style' || name.startsWith('on') || name.startsWith('hx-on'),
          ),
          [],
        )
        assert.notEqual(element.tagName, 'style')
        if (element.tagName === 'script') assert.ok(names.includes('src'))
      }
      assert.deepEqual(demo.errors, [])
    })

    it(`${path} leads nowhere that is not there`, async () => {
      const { links } = await open(path)
      const dead = await Promise.all(links.map((link) => isDead(link, path)))
      assert.deepEqual(
        links.filter((_, at) => dead[at]),
        [],
      )
    })

    it(`${path} draws its examples, beside all their files`, async () => {
      const examples = elementsOfClass((await open(path)).text, 'example')
      for (const example of examples) {
        const parts = elementsIn(example)
        assert.ok(parts.some((part) => attribute(part, 'data-component').length > 0))
        assert.ok(parts.filter(({ tagName }) => tagName === 'pre').length >= 2)
      }
    })
  }

  it('have titles of their own', async () => {
    const titles = await Promise.all(paths.map(async (path) => (await open(path)).title))
    assert.equal(new Set(titles).size, titles.length)
  })

  it('are not there when nobody wrote them', async () => {
    for (const path of ['/docs/learn/nothing', '/docs/nowhere/nothing', '/docs/..%2f/app']) {
      assert.equal((await createBrowser(demo.app).get(path)).status, 404)
    }
  })

  it('let every example be used without JavaScript', async () => {
    const visitor = createBrowser(demo.app)
    const page = readHtml((await visitor.get('/docs/explanation/life-of-a-component')).text)
    const { action, fields } = page.form('greeting-docs', 'greet')
    const typed = fields.filter(([name]) => name !== 'name')
    const done = await visitor.post(action, [...typed, ['name', 'Ada']])
    assert.equal(done.status, 303)
    const shown = await visitor.get(done.headers['location'] ?? '')
    assert.match(shown.text, /Hello, Ada! That makes 1\./)
  })
})

/** Paths below a folder of files that end so. */
function filesBelow(folder: string, end: string): string[] {
  const root = fileURLToPath(new URL(`../../../${folder}/`, import.meta.url))
  return readdirSync(root, { recursive: true })
    .map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith(end))
    .toSorted()
}

describe('exampleComponents', () => {
  it('have names of their own', () => {
    const names = exampleComponents.map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
  })
})
