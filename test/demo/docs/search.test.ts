import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createLibrary } from '../../../server/demo/docs/library.ts'
import { readPage } from '../../koa/page.ts'
import { createBrowser } from '../../koa/test-app.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { placesOf } from './read-html.ts'

const { search } = createLibrary({ fresh: false })
const first = (query: string) => search(query)[0]?.path

describe('the search of the docs', () => {
  it('finds pages by words, by their beginnings, and in spite of a slip', () => {
    for (const query of ['scripts', 'SCRIPTS', 'scri', 'scirpts']) {
      assert.match(first(query) ?? '', /^\/docs\/reference\/scripts/, query)
    }
  })

  it('prefers titles and headings to what stands below them', () => {
    assert.equal(first('first component'), '/docs/learn/01-a-first-component')
  })

  it('marks what was found, with words around it', () => {
    const [found] = search('public state')
    const marked = found?.snippet.filter((piece) => piece.marked).map(({ text }) => text)
    assert.ok(marked?.some((text) => /^public$/i.test(text)))
    assert.ok(found?.snippet.some((piece) => !piece.marked))
  })

  it('finds the words themselves before words that are only like them', () => {
    for (const query of ['stale', 'focus', 'session', 'progress']) {
      assert.ok(search(query).length > 0, query)
      const marked = search(query).flatMap(({ snippet }) => snippet.filter(({ marked }) => marked))
      for (const piece of marked) assert.ok(piece.text.toLowerCase().startsWith(query), piece.text)
    }
  })

  it('finds a page by a word that stands as code', () => {
    assert.match(first('hx-confirm') ?? '', /^\/docs\/recipes\/confirm/)
    assert.match(first('combobox') ?? '', /^\/docs\/recipes\/combobox/)
    assert.match(first('radio') ?? '', /^\/docs\/(reference\/templates#field|how-to\/forms)/)
  })

  it('finds some of the words where nothing has them all', () => {
    assert.equal(first('combobox xylophone'), first('combobox'))
  })

  it('finds nothing for nothing, for what is nowhere, and for signs', () => {
    for (const query of ['', '   ', 'xylophone', '(((', '\\', '[§-', '<xylophone>']) {
      assert.deepEqual(search(query), [], query)
    }
  })
})

describe('docs-search', () => {
  let demo: DemoApp

  before(async () => {
    demo = await openDemo()
  })
  after(() => demo.close())

  it('answers at an address of its own', async () => {
    const { text } = await createBrowser(demo.app).get('/docs/search?q=scripts')
    assert.match(readPage(text).text('#docs-search-page p'), /^\d+ places? found$/)
    assert.ok(placesOf(text).links.includes('/docs/reference/scripts'))
    assert.match(placesOf(text).title, /^“scripts” in the docs/)
  })

  it('shows what somebody typed as text', async () => {
    const { text } = await createBrowser(demo.app).get('/docs/search?q=%3Cb%3Exylophone')
    assert.match(readPage(text).text('#docs-search-page p'), /^Nothing found for “<b>xylophone”$/)
    assert.match(text, /<a href="\/docs">See what the docs are about<\/a>/)
  })

  it('leads there without JavaScript', async () => {
    const visitor = createBrowser(demo.app)
    const page = readPage((await visitor.get('/docs')).text)
    const { action, fields } = page.form('docs-search-side', 'search')
    const typed = fields.filter(([name]) => name !== 'q')
    const { status, headers } = await visitor.post(action, [...typed, ['q', 'a & b']])
    assert.equal(status, 303)
    assert.equal(headers['location'], '/docs/search?q=a%20%26%20b')
  })

  it('lists places while somebody types', async () => {
    const visitor = createBrowser(demo.app)
    const _state = readPage((await visitor.get('/docs')).text).state('docs-search-side')
    const { status, text } = await visitor.htmx('/_sealwax/docs-search', { _state, q: 'scri' })
    assert.equal(status, 200)
    assert.ok(placesOf(text).links.includes('/docs/reference/scripts'))
    assert.match(text, /<mark>/)
  })

  it('reads no more than a line', async () => {
    const query = 'word '.repeat(1000)
    const { status } = await createBrowser(demo.app).get(`/docs/search?q=${query}`)
    assert.equal(status, 200)
  })
})
