/**
 * Path and query of the page that a request is for, so that it can be sealed and redirected to.
 * @param url path and query as the request line has them
 * @param without name of a query parameter to leave out
 * @returns a path with exactly one leading slash and no control characters, or `/`
 */
export function toPagePath(url: string, without?: string): string {
  const [path, query] = splitAtQuery(url.replace(/#.*$/s, ''))
  // `//evil.example` and `/\evil.example` are paths to a server and hosts to a browser.
  const local = `/${path.replace(/^[/\\]+/, '')}`
  if (hasControlCharacter(local) || hasControlCharacter(query ?? '')) return '/'
  const kept = without === undefined ? query : withoutParameter(query, without)
  return kept === undefined || kept === '' ? local : `${local}?${kept}`
}

function splitAtQuery(url: string): [string, string?] {
  const at = url.indexOf('?')
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)]
}

function withoutParameter(query: string | undefined, name: string): string | undefined {
  return query
    ?.split('&')
    .filter((pair) => !new URLSearchParams(pair).has(name))
    .join('&')
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}
