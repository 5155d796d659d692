import { ConfigError } from './errors.ts'

/** What a method asks the browser to do next. Calls are queued and travel with the answer. */
export interface Client {
  /** Removes the component's element. */
  remove(): void
  /** Dispatches a bubbling event on the component. `htmx:*` and `sealwax:*` are refused. */
  dispatch(event: string, detail?: unknown): void
  /** Goes to another page of this site; of another with `{ external: true }`. */
  redirect(url: string, options?: { readonly external?: boolean }): void
  /** Adds an entry to the browser's history. */
  pushUrl(url: string): void
  /** Replaces the current entry of the browser's history. */
  replaceUrl(url: string): void
  /** Moves focus to the field of this name. */
  focus(field: string): void
}

/** What was queued. */
export interface Effects {
  removed: boolean
  redirect: string | undefined
  pushUrl: string | undefined
  replaceUrl: string | undefined
  focus: string | undefined
  /** `[name, detail]` in order. */
  readonly events: [string, unknown][]
}

/**
 * Makes the `client` of one call.
 * @param pageUrl gives the URL of the page with its origin, for instance `https://example.org/todos`
 */
export function createClient(pageUrl: () => string): { client: Client; effects: Effects } {
  const effects: Effects = {
    removed: false,
    redirect: undefined,
    pushUrl: undefined,
    replaceUrl: undefined,
    focus: undefined,
    events: [],
  }
  const client: Client = {
    remove() {
      effects.removed = true
    },
    dispatch(event, detail = {}) {
      effects.events.push([checkEventName(event), detail])
    },
    redirect(url, options) {
      effects.redirect = options?.external === true ? externalUrl(url) : sameSiteUrl(url, pageUrl())
    },
    pushUrl(url) {
      effects.pushUrl = sameSiteUrl(url, pageUrl())
    },
    replaceUrl(url) {
      effects.replaceUrl = sameSiteUrl(url, pageUrl())
    },
    focus(field) {
      effects.focus = field
    },
  }
  return { client, effects }
}

/**
 * Resolves a URL within this site.
 * @param base absolute URL that `url` may be relative to
 * @returns path, query and fragment
 * @throws ConfigError when it leads to another site or is not http(s)
 */
export function sameSiteUrl(url: string, base: string): string {
  const resolved = parse(url, base)
  if (resolved?.origin !== new URL(base).origin || !isHttp(resolved)) {
    throw new ConfigError(`${JSON.stringify(url)} leaves this site.`)
  }
  // Two leading slashes are a path to a server and a host to a browser.
  return resolved.pathname.replace(/^\/+/, '/') + resolved.search + resolved.hash
}

/**
 * Checks the URL of another site.
 * @throws ConfigError when it is not http(s): one with a script or data in it is no site
 */
export function externalUrl(url: string): string {
  const resolved = parse(url)
  if (resolved === undefined || !isHttp(resolved)) throw new ConfigError('Not an http(s) URL.')
  return resolved.href
}

function parse(url: string, base?: string): URL | undefined {
  return URL.canParse(url, base) ? new URL(url, base) : undefined
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:'
}

function checkEventName(name: string): string {
  if (!/^[A-Za-z][\w:.-]*$/.test(name) || /^(htmx|sealwax):/i.test(name)) {
    throw new ConfigError(`Event ${JSON.stringify(name)} can't be dispatched.`)
  }
  return name
}
