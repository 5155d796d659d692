import type { IncomingHttpHeaders } from 'node:http'
import type { Context } from 'koa'
import { externalUrl, sameSiteUrl } from '../core/rooms.ts'
import { siteOrigin } from './site-origin.ts'
import { warn } from './warn.ts'

/** Characters of the longest `HX-Trigger`: proxies take some 4 KiB of headers. */
const maxTriggerLength = 2048

/** One request of htmx 4 and its answer. Setters may be called in any order before the answer is sent. */
export interface Htmx {
  /** Whether htmx made the request (a restored history entry is a full page and does not count). */
  readonly isHtmx: boolean
  /** Element that the answer goes into, as `tag#id`. */
  readonly target: string | undefined
  /** Element that made the request, as `tag#id`. */
  readonly source: string | undefined
  /** URL in the browser's address bar. */
  readonly currentUrl: string | undefined
  /** Whether a boosted link or form made the request. */
  readonly boosted: boolean
  /** Whether htmx asks for a page of its history that it no longer has. */
  readonly historyRestore: boolean
  /** Whether the answer takes the place of a part of the page only. */
  readonly partial: boolean
  /**
   * Dispatches an event after the swap, in order. Of several with one name the last is dispatched, unless none
   * of all events has a detail. One that makes the header longer than 2,048 characters is not dispatched.
   * The app's `error` event tells of both. htmx takes `target` in a detail as the selector of an element.
   * @param detail JSON; `{}`
   */
  trigger(event: string, detail?: unknown): void
  /**
   * Loads another page of this site; of another with `{ external: true }`.
   * @throws ConfigError when it is not http(s), or leaves this site without `external`
   */
  redirect(url: string, options?: { readonly external?: boolean }): void
  /**
   * Loads another page of this site without leaving the document.
   * @throws ConfigError when it leaves this site
   */
  location(url: string): void
  /**
   * Adds an entry to the browser's history.
   * @throws ConfigError when it leaves this site
   */
  pushUrl(url: string): void
  /**
   * Replaces the current entry of the browser's history.
   * @throws ConfigError when it leaves this site
   */
  replaceUrl(url: string): void
  /**
   * Changes how the answer is swapped in, for instance `none`. A component that a call answers is always morphed into
   * its root by `sealwax.js`: of a style for it only the modifiers count, as in `outerMorph transition:true`.
   */
  reswap(style: string): void
  /** Changes where the answer is swapped in: a CSS selector. A component that a call answers stays in its root. */
  retarget(selector: string): void
  /** Reloads the page. */
  refresh(): void
}

/**
 * Reads the headers of htmx and writes its answer headers, in ASCII.
 * @param ctx the request; URLs may be relative to its path
 * @param base path that the browser has in front of that; `''`
 * @returns `ctx.htmx`
 * @see htmx 4 reference, request and response headers
 */
export function createHtmx(ctx: Context, base = ''): Htmx {
  let events: readonly Event[] = []
  const site = (url: string) => sameSiteUrl(url, siteOrigin(ctx) + base + ctx.path)
  const { headers } = ctx.req
  const isHtmx = headers['hx-request'] === 'true'
  const boosted = headers['hx-boosted'] === 'true'
  const historyRestore = headers['hx-history-restore-request'] === 'true'
  return {
    isHtmx,
    boosted,
    historyRestore,
    partial: isHtmx && !boosted && !historyRestore && headers['hx-request-type'] !== 'full',
    target: readElement(headers['hx-target']),
    source: readElement(headers['hx-source']),
    currentUrl: readText(headers['hx-current-url']),
    trigger(event, detail = {}) {
      const more = addEvent(ctx, events, [event, detail])
      const header = writeEvents(more)
      if (header.length > maxTriggerLength) {
        return warn(ctx, `Event ${event} has no room in a header and was left out.`)
      }
      events = more
      ctx.set('HX-Trigger', header)
    },
    redirect(url, options) {
      ctx.set('HX-Redirect', options?.external === true ? externalUrl(url) : site(url))
    },
    location: (url) => ctx.set('HX-Location', site(url)),
    pushUrl: (url) => ctx.set('HX-Push-Url', site(url)),
    replaceUrl: (url) => ctx.set('HX-Replace-Url', site(url)),
    reswap: (style) => ctx.set('HX-Reswap', toAscii(style)),
    retarget: (selector) => ctx.set('HX-Retarget', toAscii(selector)),
    refresh: () => ctx.set('HX-Refresh', 'true'),
  }
}

type Event = readonly [name: string, detail: unknown]

/** JSON has room for one event of a name, the other form for any number, but for no details. */
function addEvent(ctx: Context, events: readonly Event[], event: Event): readonly Event[] {
  const all = [...events, event]
  if (all.every(isPlain)) return all
  const last = all.filter(([name], at) => all.findLastIndex(([other]) => other === name) === at)
  if (last.length < all.length) {
    warn(ctx, `Of several events ${event[0]} only the last is dispatched: send one with a list.`)
  }
  return last
}

function writeEvents(events: readonly Event[]): string {
  const names = events.map(([name]) => name)
  const repeats = new Set(names).size < names.length
  return repeats ? names.join(', ') : toAsciiJson(Object.fromEntries(events))
}

function isPlain([name, detail]: Event): boolean {
  return /^[\w:.-]+$/.test(name) && JSON.stringify(detail) === '{}'
}

/** JSON that a header can hold: all beyond ASCII as `\uXXXX`. */
export function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** CSS can write any character as a hexadecimal escape. */
function toAscii(selector: string): string {
  return selector.replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\${character.codePointAt(0)?.toString(16)} `,
  )
}

type Header = IncomingHttpHeaders[string]

function readElement(header: Header): string | undefined {
  const text = readText(header)
  return text && decode(text)
}

function readText(header: Header): string | undefined {
  return typeof header === 'string' && header !== '' ? header : undefined
}

/** htmx writes ids with `encodeURI`. */
function decode(text: string): string {
  try {
    return decodeURI(text)
  } catch {
    return text
  }
}
