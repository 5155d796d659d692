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
    switch (text[at]) {
      case '"':
        at = endOfString(text, at)
        break
      case '[':
      case '{':
        values++
        if (++depth > limits.maxDepth) throw new RangeError('JSON deeper than the limit')
        break
      case ']':
      case '}':
        depth--
        break
      case ',':
        values++
        break
    }
    if (values > 2 * limits.maxNodes) throw new RangeError('JSON of more values than the limit')
  }
  return JSON.parse(text)
}

/** Place of the quote that ends a string. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
