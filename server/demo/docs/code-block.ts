import { extname } from 'node:path'
import { escapeHtml, highlight } from './highlight.ts'
import { readProjectFile } from './project-files.ts'

/** A piece of code as a page shows it. */
export interface Code {
  readonly text: string
  readonly language: string
  /** Name of its file, shown above it. */
  readonly title?: string | undefined
  /** For each line whether it is new to somebody who has the file already. */
  readonly changed?: readonly boolean[]
}

/** The HTML of a block of code. It may be scrolled, so it takes the focus. */
export function codeBlock({ text, language, title, changed = [] }: Code): string {
  const caption = title === undefined ? '' : `<figcaption>${escapeHtml(title)}</figcaption>`
  const label = escapeHtml(title ?? `Code: ${language}`)
  return (
    `<figure class="code">${caption}<pre tabindex="0" role="group" aria-label="${label}">${bar(changed)}` +
    `<code class="language-${escapeHtml(language)}">${highlight(text.trimEnd(), language)}</code></pre></figure>\n`
  )
}

/** A bar at the edge, beside each new line. */
function bar(changed: readonly boolean[]): string {
  if (!changed.includes(true)) return ''
  const lines = changed.map((isNew) => (isNew ? '<i class="new"></i>' : '<i></i>'))
  return `<span class="changes" aria-hidden="true">${lines.join('')}</span>`
}

/** A file of the demo as code, under its path. */
export function fileCode(path: string): Code {
  return { text: readProjectFile(path), language: extname(path).slice(1), title: path }
}
