/** What an escaped character counts for beside itself: up to six others stand for it, and escaping takes memory. */
const more = 9

/** About what it takes to put out the texts in a value as HTML, in characters. */
export function shownLength(value: unknown): number {
  if (typeof value === 'string') return value.length + more * countEscaped(value)
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, part) => sum + shownLength(part), 0)
}

/** By a `switch`: looked up in a Set, a long text would take longer than its drawing. */
function countEscaped(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '&':
      case '"':
      case "'":
      case '<':
      case '>':
      case '\\':
        count++
    }
  }
  return count
}
