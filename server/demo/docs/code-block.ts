import { extname } from 'node:path'
import { escapeHtml, highlight } from './highlight.ts'
import { readProjectFile } from './project-files.ts'

/** A piece of code as a page shows it. */
export interface Code {
  readonly text: string
  readonly language: string
  /** Name of its file, shown above it. */
  readonly title?: string | undefined
}

/** The HTML of a block of code. It may be scrolled, so it takes the focus. */
export function codeBlock({ text, language, title }: Code): string {
  const caption = title === undefined ? '' : `<figcaption>${escapeHtml(title)}</figcaption>`
  const label = escapeHtml(title ?? `Code: ${language}`)
  return (
    `<figure class="code">${caption}<pre tabindex="0" role="group" aria-label="${label}">` +
    `<code class="language-${escapeHtml(language)}">${highlight(text.trimEnd(), language)}</code></pre></figure>\n`
  )
}

/** A file of the demo as code, under its path. */
export function fileCode(path: string): Code {
  return { text: readProjectFile(path), language: extname(path).slice(1), title: path }
}
