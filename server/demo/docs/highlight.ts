import { createRequire } from 'node:module'

interface Highlighter {
  registerLanguage(name: string, grammar: unknown): void
  registerAliases(names: string[], options: { languageName: string }): void
  getLanguage(name: string): object | undefined
  highlight(code: string, options: { language: string }): { value: string }
}

// Its types would bring those of a browser to all that is compiled with them.
const require = createRequire(import.meta.url)
const hljs: Highlighter = require('highlight.js/lib/core')

// Django's tags look like those of Nunjucks, and its grammar takes any name for one.
const grammars = {
  css: 'css',
  http: 'http',
  js: 'javascript',
  json: 'json',
  njk: 'django',
  sh: 'bash',
  ts: 'typescript',
  xml: 'xml',
}
for (const [name, grammar] of Object.entries(grammars)) {
  hljs.registerLanguage(name, require(`highlight.js/lib/languages/${grammar}`))
}
hljs.registerAliases(['html', 'svg'], { languageName: 'xml' })
hljs.registerAliases(['mjs'], { languageName: 'js' })

/** Whether code of this language is coloured; `text` is not, and no mistake. */
export function isKnownLanguage(language: string): boolean {
  return language === 'text' || hljs.getLanguage(language) !== undefined
}

/**
 * @param code source
 * @param language short name of its language; an unknown one leaves it uncoloured
 * @returns its HTML, escaped, with classes
 */
export function highlight(code: string, language: string): string {
  if (hljs.getLanguage(language)) return hljs.highlight(code, { language }).value
  return escapeHtml(code)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as HTML, for content and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '')
}
