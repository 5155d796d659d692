import type { Limits } from '../limits.ts'

/**
 * Parses JSON of a request. How deep it is and about how many values it has is looked at before: of a text of empty
 * lists `JSON.parse` makes an object of every three characters.
 * @throws RangeError for what is too deep or has more than twice the values that are allowed, SyntaxError
 */
export function parseJson(text: string, limits: Pick<Limits, 'maxDepth' | 'maxNodes'>): unknown {
  let depth = 0
  // Each value but the first comes behind one of these; an empty container has one for nothing.
  let values = 1
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case characters.quote:
        at = endOfString(text, at)
        break
      case characters.list:
      case characters.object:
        values++
        if (++depth > limits.maxDepth) throw new RangeError('JSON deeper than the limit')
        break
      case characters.listEnd:
      case characters.objectEnd:
        depth--
        break
      case characters.comma:
        values++
        break
    }
    if (values > 2 * limits.maxNodes) throw new RangeError('JSON of more values than the limit')
  }
  return JSON.parse(text)
}

/** Codes: to compare them takes a third of what one-character texts do. */
const characters = {
  quote: 0x22,
  comma: 0x2c,
  list: 0x5b,
  backslash: 0x5c,
  listEnd: 0x5d,
  object: 0x7b,
  objectEnd: 0x7d,
} as const

/** Place of the quote that ends a string; the end of the text where none does. */
function endOfString(text: string, start: number): number {
  let at = text.indexOf('"', start + 1)
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at < 0 ? text.length : at
}

/** Whether the backslash before a place is no escaped one itself. */
function isEscaped(text: string, at: number): boolean {
  let start = at
  while (text.charCodeAt(start - 1) === characters.backslash) start--
  return (at - start) % 2 === 1
}
