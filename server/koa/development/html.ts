/** A piece of HTML. Not a class of nunjucks' SafeString: pages of this folder are drawn when nunjucks may be what fails. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What can be put into HTML. */
type Writable = Html | string | number | undefined | readonly Writable[]

/** Writes HTML: what is put in is escaped, unless it is HTML, or a list of it. `undefined` is nothing. */
export function html(texts: TemplateStringsArray, ...values: readonly Writable[]): Html {
  return new Html(texts.map((text, at) => (at === 0 ? '' : write(values[at - 1])) + text).join(''))
}

function write(value: Writable): string {
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(write).join('')
  return value === undefined ? '' : escape(String(value))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string)
}
