import MiniSearch, { type SearchOptions, type SearchResult } from 'minisearch'
import { infoOf, plainText, type Token } from './markdown.ts'
import type { Page } from './page.ts'

/** A place in the docs that was found. */
export interface Found {
  /** Its URL with an anchor. */
  readonly path: string
  /** Title of its page. */
  readonly page: string
  /** Heading above it; that of the page at its top. */
  readonly heading: string
  /** Title of its section. */
  readonly section: string
  /** Words around the first match; what matches is marked. */
  readonly snippet: readonly Piece[]
}

export interface Piece {
  readonly text: string
  readonly marked: boolean
}

/** What stands below one heading. */
interface Entry {
  id: string
  page: string
  heading: string
  section: string
  text: string
  /** Words that stand as code in the text. */
  names: string
  code: string
}

const most = 10
const mostOfOnePage = 2
const before = 60
const length = 180

/**
 * Makes an index of pages.
 * @returns what finds places by words, the beginnings of words, and words with a slip in them; best first
 */
export function createSearchIndex(pages: readonly Page[]): (query: string) => Found[] {
  const index = new MiniSearch<Entry>({
    fields: ['heading', 'page', 'names', 'text', 'code'],
    tokenize: (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [],
    storeFields: ['id', 'page', 'heading', 'section', 'text'],
  })
  index.addAll(pages.flatMap(entriesOf))
  return (query) => {
    const found = ways.map((way) => () => index.search(query, { ...options, ...way }))
    return fewOfOnePage(firstOf(found)).slice(0, most).map(toFound)
  }
}

const options = {
  prefix: (term: string) => term.length > 1,
  boost: { heading: 5, names: 2, page: 2, code: 0.3 },
}
const fuzzy = (term: string) => (term.length > 4 ? 0.25 : false)
/** All of the words before some of them, and as they are before words like them. */
const ways: readonly SearchOptions[] = [
  { combineWith: 'AND' },
  { combineWith: 'AND', fuzzy },
  { combineWith: 'OR', processTerm: longTerm },
  { combineWith: 'OR', processTerm: longTerm, fuzzy },
]

/** A letter or two alone say nothing. */
function longTerm(term: string): string | null {
  return term.length > 2 ? term.toLowerCase() : null
}

function firstOf(ways: readonly (() => SearchResult[])[]): SearchResult[] {
  for (const find of ways) {
    const found = find()
    if (found.length > 0) return found
  }
  return []
}

function entriesOf(page: Page): Entry[] {
  const { path, title, section, summary, headings, body } = page
  const start = { page: title, section: section.title, names: '', code: '' }
  const entries: Entry[] = [{ ...start, id: path, heading: title, text: summary }]
  for (const [at, token] of body.entries()) {
    const heading = headings.find(
      ({ id }) => token.type === 'heading_open' && token.attrGet('id') === id,
    )
    if (heading) {
      entries.push({ ...start, id: `${path}#${heading.id}`, heading: heading.text, text: '' })
    } else if (body[at - 1]?.type !== 'heading_open') {
      add(entries.at(-1) as Entry, token)
    }
  }
  return entries
}

function add(entry: Entry, token: Token): void {
  if (token.type === 'inline') {
    entry.text += ` ${plainText(token)}`
    const names = token.children?.filter(({ type }) => type === 'code_inline') ?? []
    entry.names += names.map(({ content }) => ` ${content}`).join('')
  }
  if (token.type === 'fence' && infoOf(token).language !== 'example')
    entry.code += ` ${token.content}`
}

function fewOfOnePage(results: SearchResult[]): SearchResult[] {
  const counts = new Map<string, number>()
  return results.filter(({ page }) => {
    const count = (counts.get(page) ?? 0) + 1
    counts.set(page, count)
    return count <= mostOfOnePage
  })
}

function toFound({ id, page, heading, section, text, terms }: SearchResult): Found {
  return { path: id, page, heading, section, snippet: snippetOf(text, terms) }
}

function snippetOf(text: string, terms: string[]): Piece[] {
  const words = terms.toSorted((a, b) => b.length - a.length).map(escapeRegExp)
  const match = new RegExp(`(?<![\\p{L}\\p{N}])(${words.join('|')})`, 'giu')
  const cut = cutAround(text.trim(), text.trim().search(match))
  return cut
    .split(match)
    .map((piece, at) => ({ text: piece, marked: at % 2 === 1 }))
    .filter(({ text }) => text !== '')
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** Whole words around a place. */
function cutAround(text: string, at: number): string {
  const from = at <= before ? 0 : text.indexOf(' ', at - before) + 1
  const rest = text.slice(from)
  const end = rest.length <= length ? rest.length : rest.lastIndexOf(' ', length)
  return `${from > 0 ? '… ' : ''}${rest.slice(0, end)}${end < rest.length ? ' …' : ''}`
}
