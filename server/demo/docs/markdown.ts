import createMarkdownIt, { type MarkdownIt, type Token } from 'markdown-it'
import anchor from 'markdown-it-anchor'
import { codeBlock, fileCode } from './code-block.ts'

/** Markdown as the docs write it: no HTML; headings with anchors; tables that may be scrolled. */
export const markdown = createMarkdown()

function createMarkdown(): MarkdownIt {
  const made = createMarkdownIt({ html: false, typographer: false })
  made.use(anchor, {
    level: [2, 3],
    slugify,
    permalink: anchor.permalink.headerLink({ safariReaderFix: true, class: 'anchor' }),
    tabIndex: false,
  })
  const { rules } = made.renderer
  rules.fence = (tokens, index) => fence(tokens[index] as Token)
  // An empty head is no head: that of a first column, often.
  rules.th_open = (tokens, at) => (tokens[at + 1]?.content === '' ? '<td>' : '<th scope="col">')
  rules.th_close = (tokens, at) => (tokens[at - 1]?.content === '' ? '</td>' : '</th>')
  rules.table_open = () =>
    '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n'
  rules.table_close = () => '</table></div>\n'
  return made
}

/** `createSealwax({ keys })` → `createsealwax-keys`: letters, digits, `_` and single hyphens. */
function slugify(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, '-')
    .replace(/^-|-$/g, '')
}

/** A block's language and title: `js title=app.js`. */
export function infoOf({ info }: Token): { language: string; title: string | undefined } {
  const [language = '', ...rest] = info.trim().split(/\s+/)
  const title = rest.find((word) => word.startsWith('title='))?.slice('title='.length)
  return { language: language || 'text', title }
}

function fence(token: Token): string {
  const { language, title } = infoOf(token)
  if (language === 'source') return codeBlock(fileCode(token.content.trim()))
  return codeBlock({ text: token.content, language, title, ...token.meta })
}

/** The words of an inline token, without marks. */
export function plainText({ children, content }: Token): string {
  if (!children) return content
  return children.map((child) => (child.type === 'softbreak' ? ' ' : child.content)).join('')
}

/** A paragraph's HTML without its tag. */
export function inlineHtml(token: Token): string {
  return markdown.renderer.render([token], markdown.options, {})
}

export type { Token }
