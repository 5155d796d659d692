/** A Content-Security-Policy. */
export interface Csp {
  /** Sources of a directive, or of the one that stands in for it; `undefined` where everything is allowed. */
  readonly sources: (directive: string) => readonly string[] | undefined
  /** Whether a directive's sources let an address be used. */
  readonly allows: (directive: string, url: string) => boolean
}

/** Directives for which `default-src` does not stand in. */
const alone = new Set(['form-action', 'base-uri', 'frame-ancestors'])

/**
 * Reads a policy.
 * @param page address of the page that it came with
 * @see Content Security Policy Level 3
 */
export function cspOf(header: string, page: string): Csp {
  const directives = new Map<string, readonly string[]>()
  for (const text of header.split(/[;,]/)) {
    const [name = '', ...values] = text.trim().toLowerCase().split(/\s+/)
    // The first of a name counts.
    if (!directives.has(name)) directives.set(name, values)
  }
  const sources = (directive: string) =>
    directives.get(directive) ?? (alone.has(directive) ? undefined : directives.get('default-src'))
  return {
    sources,
    allows(directive, url) {
      const listed = sources(directive)
      return listed === undefined || listed.some((source) => matches(source, new URL(url), page))
    },
  }
}

function matches(source: string, url: URL, page: string): boolean {
  if (source === "'self'") return url.origin === new URL(page).origin
  if (source === '*' || source === url.protocol) return true
  const [, scheme, host = '', path = ''] = /^(?:([a-z]+:)\/\/)?([^/]+)(\/.*)?$/.exec(source) ?? []
  if (scheme !== undefined && scheme !== url.protocol) return false
  if (path.endsWith('/') ? !url.pathname.startsWith(path) : path !== '' && path !== url.pathname) {
    return false
  }
  return host.startsWith('*.') ? url.host.endsWith(host.slice(1)) : host === url.host
}
