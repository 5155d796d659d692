/**
 * Parses an urlencoded form as `URLSearchParams` does, in a fraction of its time: a sealed text has nothing to decode.
 * @returns values by name, without a prototype
 * @see URL Standard, application/x-www-form-urlencoded parsing
 */
export function parseUrlencoded(bytes: Buffer): Record<string, string[]> {
  const text = bytes.toString().replaceAll('+', ' ')
  const fields: Record<string, string[]> = Object.create(null)
  for (const pair of text.split('&')) if (pair !== '') addPair(fields, pair)
  return fields
}

function addPair(fields: Record<string, string[]>, pair: string): void {
  const at = pair.indexOf('=')
  const name = decode(at < 0 ? pair : pair.slice(0, at))
  const value = at < 0 ? '' : decode(pair.slice(at + 1))
  const known = fields[name]
  if (known === undefined) fields[name] = [value]
  else known.push(value)
}

/** What is not well-formed has a meaning as well: only the slow parser knows it. */
function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return new URLSearchParams(`=${text}`).get('') ?? ''
  }
}
