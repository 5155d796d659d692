import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { markChanges } from '../tutorial/mark-changes.ts'
import type { Section } from './contents.ts'
import { type Example, readExample } from './example.ts'
import { infoOf, inlineHtml, markdown, plainText, type Token } from './markdown.ts'

const folder = fileURLToPath(new URL('../../../views/demo/docs/', import.meta.url))

/** A page of the docs, read but not drawn. */
export interface Page {
  /** Its URL. */
  readonly path: string
  readonly section: Section
  readonly slug: string
  readonly title: string
  /** Its first paragraph as text. */
  readonly summary: string
  readonly summaryHtml: string
  readonly headings: readonly Heading[]
  /** What stands below title and summary. */
  readonly body: readonly Token[]
}

/** A heading that can be linked to. */
export interface Heading {
  readonly id: string
  readonly text: string
  /** 2 or 3. */
  readonly level: number
}

/** A piece of a page: HTML, a live example, or a step of the tutorial in a frame. */
export type Part =
  | { readonly html: string }
  | { readonly example: Example }
  | { readonly tutorial: number }

/** The path of a page's file. */
export function fileOf({ name }: Section, slug: string): string {
  return `${folder}${name}/${slug}.md`
}

/**
 * Reads a page.
 * @throws Error when it does not begin with a title and a paragraph
 */
export function readPage(section: Section, slug: string): Page {
  const file = fileOf(section, slug)
  const tokens = markdown.parse(readFileSync(file, 'utf8'), {})
  const [heading, title, , paragraph, summary, , ...body] = tokens
  if (heading?.tag !== 'h1' || !title || paragraph?.tag !== 'p' || !summary) {
    throw new Error(`${file} has to begin with a title and a paragraph.`)
  }
  return {
    path: `/docs/${section.name}/${slug}`,
    section,
    slug,
    title: plainText(title),
    summary: plainText(summary),
    summaryHtml: inlineHtml(summary),
    headings: body.flatMap(headingAt),
    body,
  }
}

function headingAt(token: Token, at: number, body: readonly Token[]): Heading[] {
  const inline = body[at + 1]
  if (token.type !== 'heading_open' || !inline || !/^h[23]$/.test(token.tag)) return []
  const id = String(token.attrGet('id'))
  return [{ id, text: plainText(wordsOf(inline)), level: Number(token.tag[1]) }]
}

/** Without the link that stands around a heading. */
function wordsOf(inline: Token): Token {
  const children = inline.children?.filter(({ type }) => !type.startsWith('link_')) ?? []
  return Object.assign(Object.create(inline), { children })
}

/**
 * Draws a page's body.
 * @throws Error when an example or a file that it names is missing
 */
export function partsOf({ section, slug, body }: Page): Part[] {
  if (section.name === 'learn') markChanges(parseInt(slug, 10), body)
  const parts: Part[] = []
  let from = 0
  for (const [at, token] of body.entries()) {
    const part = token.type === 'fence' ? livePart(token) : undefined
    if (!part) continue
    parts.push(htmlPart(body.slice(from, at)), part)
    from = at + 1
  }
  return [...parts, htmlPart(body.slice(from))]
}

function htmlPart(tokens: Token[]): Part {
  return { html: markdown.renderer.render(tokens, markdown.options, {}) }
}

function livePart(token: Token): Part | undefined {
  const { language } = infoOf(token)
  const word = token.content.trim()
  if (language === 'example') return { example: readExample(word) }
  if (language === 'tutorial') return { tutorial: Number(word) }
  return undefined
}
