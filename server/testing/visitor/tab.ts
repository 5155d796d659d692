import type { Surface } from '../page/surface.ts'
import { parsePage } from '../page/tree.ts'
import type { Answer, Wire } from './wire.ts'

/** What a visitor's browser is told once. */
export interface VisitorOptions {
  /** Whether scripts run; `true`. */
  readonly javascript?: boolean
  /** Scheme and host that the app is asked under; `http://localhost`. */
  readonly origin?: string
  /** What each request says beside what a browser does, for instance `X-Forwarded-For`; `{}`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A browser without a page. */
export interface Browser extends Required<VisitorOptions> {
  readonly wire: Wire
  /** Another browser for the same app, with no cookie yet. */
  readonly another: () => Browser
}

/** A page in a browser. */
export interface Tab extends Surface {
  readonly browser: Browser
  /** Path and query in the address bar. */
  url: string
  /** The last answer. */
  answer: Answer
}

/** Redirects that a browser follows. */
const maxRedirects = 20

/** What a browser shows in the end, and where. */
export interface Arrival {
  readonly url: string
  readonly answer: Answer
}

/** Goes to a page as by a link, and follows where it leads on this site. */
export async function navigate(browser: Browser, path: string, from?: string): Promise<Arrival> {
  const headers = { ...pageHeaders(browser, from), 'Sec-Fetch-Site': from ? 'same-origin' : 'none' }
  const answer = await browser.wire({ method: 'GET', path, headers })
  return follow(browser, { url: path, answer })
}

/** Follows redirects; one to another site is where it ends. */
export async function follow(browser: Browser, first: Arrival): Promise<Arrival> {
  let { url, answer } = first
  for (let count = 0; isRedirect(answer); count++) {
    const next = new URL(answer.headers['location'] ?? '', browser.origin + url)
    if (next.origin !== browser.origin) break
    if (count === maxRedirects) throw new Error(`Redirects without end, the last to ${next.href}`)
    const headers = pageHeaders(browser, url)
    url = next.pathname + next.search
    answer = await browser.wire({ method: 'GET', path: url, headers })
  }
  return { url, answer }
}

export function isRedirect({ status, headers }: Answer): boolean {
  return status >= 300 && status < 400 && headers['location'] !== undefined
}

/** What a browser says when it asks for a page. */
export function pageHeaders({ origin, headers }: Browser, from?: string): Record<string, string> {
  return {
    Accept: 'text/html,*/*;q=0.8',
    Host: new URL(origin).host,
    'Sec-Fetch-Site': 'same-origin',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Dest': 'document',
    ...(from !== undefined && { Referer: origin + from }),
    ...headers,
  }
}

/** Shows what the browser has arrived at; a file leaves the page where it is. */
export function show(tab: Tab, { url, answer }: Arrival): void {
  tab.answer = answer
  if (answer.headers['content-type']?.startsWith('text/html') !== true) return
  tab.url = url
  tab.document = parsePage(answer.text)
}
