import { readTags } from './read-tags.ts'

/** Elements whose tags end an open paragraph, or begin a place where none is open. */
const paragraphEnds = new Set(
  (
    'address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption ' +
    'figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav object ol pre search section ' +
    'summary table td template th ul'
  ).split(' '),
)
/** Elements whose text is no HTML. */
const rawTexts = new Set(['iframe', 'noscript', 'script', 'style', 'textarea', 'title', 'xmp'])

/**
 * Finds a component in a `<p>`. There a browser ends the paragraph where the component's hidden form
 * begins, and tears its root apart.
 * @returns id of the component's form
 */
export function findInParagraph(html: string): string | undefined {
  let inParagraph = false
  let raw: string | undefined
  for (const { name, end, attributes } of readTags(html)) {
    if (raw !== undefined) {
      if (end && name === raw) raw = undefined
      continue
    }
    if (!end && rawTexts.has(name)) raw = name
    if (name === 'form' && inParagraph) {
      const [, id] = /^ id="([^"]*__f)" /.exec(attributes) ?? []
      if (id !== undefined) return id
    }
    if (name === 'p') inParagraph = !end
    else if (paragraphEnds.has(name)) inParagraph = false
  }
  return undefined
}
