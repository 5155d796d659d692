import { isId } from '../component/names.ts'
import { ConfigError } from '../errors.ts'
import { toPublicJson } from './public-json.ts'

/** What a method asks the browser to do next. Calls are queued and travel with the answer. */
export interface Client {
  /** Removes the component's element. */
  remove(): void
  /**
   * Dispatches a bubbling event on the component; without JavaScript nothing. `htmx:*` and `sealwax:*` are refused.
   * @param detail JSON, or what public state may hold; without the names `target` and `cancelled`; `{}`
   * @throws ConfigError for a name or a detail that can't be dispatched
   */
  dispatch(event: string, detail?: unknown): void
  /**
   * Goes to another page of this site; of another with `{ external: true }`.
   * @param url absolute, or relative to the page
   * @throws ConfigError when it is not http(s), or leaves this site without `external`
   */
  redirect(url: string, options?: { readonly external?: boolean }): void
  /**
   * Adds an entry to the browser's history.
   * @param url absolute, or relative to the page
   * @throws ConfigError when it leaves this site
   */
  pushUrl(url: string): void
  /**
   * Replaces the current entry of the browser's history, or the URL of the one that `pushUrl` adds.
   * @param url absolute, or relative to the page
   * @throws ConfigError when it leaves this site
   */
  replaceUrl(url: string): void
  /**
   * Draws another component of the page anew.
   * @param id of its root
   * @throws ConfigError when it can't be the id of a component
   */
  refresh(id: string): void
  /** Moves focus to the field of this name. */
  focus(field: string): void
  /**
   * Shows a text to the user once: on this page, or on the one that the answer leads to.
   * @throws ConfigError when it is not a text
   */
  message(text: string): void
  /**
   * Changes the title of the document. Without JavaScript the page is drawn anew, and its view says the title.
   * @throws ConfigError when it is not a text, or an empty one
   */
  title(text: string): void
}

/** What was queued. */
export interface Effects {
  removed: boolean
  redirect: string | undefined
  history: HistoryEntry | undefined
  focus: string | undefined
  /** `[name, detail]` in order; details are JSON. */
  readonly events: [string, unknown][]
  /** Ids of the components to draw anew. */
  readonly refreshed: Set<string>
  readonly messages: string[]
  /** Of the document, from now on. */
  title?: string
}

/** What the address bar shows from now on. */
export interface HistoryEntry {
  readonly url: string
  /** Whether Back leads to what it showed before. */
  readonly isNew: boolean
}

/**
 * Makes the `client` of one call.
 * @param pageUrl gives the URL of the page with its origin, for instance `https://example.org/todos`
 * @param effects what is queued so far
 */
export function createClient(
  pageUrl: () => string,
  effects = noEffects(),
): { client: Client; effects: Effects } {
  const client: Client = {
    remove() {
      effects.removed = true
    },
    dispatch(event, detail = {}) {
      effects.events.push([checkEventName(event), toDetail(event, detail)])
    },
    redirect(url, options) {
      effects.redirect = options?.external === true ? externalUrl(url) : sameSiteUrl(url, pageUrl())
    },
    pushUrl(url) {
      effects.history = { url: sameSiteUrl(url, pageUrl()), isNew: true }
    },
    replaceUrl(url) {
      const isNew = effects.history?.isNew === true
      effects.history = { url: sameSiteUrl(url, pageUrl()), isNew }
    },
    refresh(id) {
      if (!isId(id)) throw new ConfigError(`${JSON.stringify(id)} is no id of a component.`)
      effects.refreshed.add(id)
    },
    focus(field) {
      effects.focus = field
    },
    message(text) {
      if (typeof text !== 'string') throw new ConfigError('A message is a text.')
      effects.messages.push(text)
    },
    title(text) {
      if (typeof text !== 'string' || text === '') throw new ConfigError('A title is a text.')
      effects.title = text
    },
  }
  return { client, effects }
}

/** Nothing that was queued. */
export function noEffects(): Effects {
  return {
    removed: false,
    redirect: undefined,
    history: undefined,
    focus: undefined,
    events: [],
    refreshed: new Set(),
    messages: [],
  }
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

/**
 * In a detail htmx takes the first as a selector: a text that is none stops the queue of the component for good. An
 * event whose detail has the second is not dispatched.
 */
const takenByHtmx = ['target', 'cancelled']

/** The detail as it is now, in the form that public state has. */
function toDetail(event: string, detail: unknown): unknown {
  const json = writeDetail(detail)
  if (json === undefined) throw new ConfigError(`The detail of event ${event} is not JSON.`)
  const plain: unknown = JSON.parse(json)
  const taken = takenByHtmx.find((name) => Object.hasOwn(Object(plain), name))
  if (taken === undefined) return plain
  throw new ConfigError(
    `The detail of event ${event} has '${taken}', which means something to htmx.`,
  )
}

function writeDetail(detail: unknown): string | undefined {
  try {
    return JSON.stringify(toPublicJson(detail))
  } catch {
    // A cycle, or a date that is none.
    return undefined
  }
}
