import type { Outcome, Sent } from '../page/surface.ts'
import { findById } from '../page/tree.ts'
import { readRefusal } from '../refused-call.ts'
import { bodyOf } from './body.ts'
import { messagesIn } from './seen.ts'
import { type Arrival, follow, navigate, pageHeaders, show, type Tab } from './tab.ts'

/** Sends a form as a browser does by itself: the page that it leads to takes the place of this one. */
export async function sendByBrowser(tab: Tab, sent: Sent): Promise<Outcome> {
  const before = pathIn(tab.url)
  const { first, last } = await submit(tab, sent)
  const refusal = sent.id === undefined ? undefined : readRefusal(first.answer)
  // An error page is looked at, and left by Back.
  if (refusal === undefined || refusal.answer.status < 400) show(tab, last)
  if (refusal !== undefined) throw refusal
  const after = last.answer.headers['location'] ?? last.url
  return {
    document: tab.document,
    messages: messagesIn(tab.document),
    redirect: pathIn(after) === before ? undefined : after,
    removed: sent.id !== undefined && findById(tab.document, sent.id) === undefined,
  }
}

interface Submitted {
  /** The answer to the form itself. */
  readonly first: Arrival
  readonly last: Arrival
}

async function submit(tab: Tab, sent: Sent): Promise<Submitted> {
  const { browser, url: from } = tab
  const { origin } = browser
  const target = new URL(sent.action, origin + from)
  if (sent.method === 'GET') {
    target.search = new URLSearchParams(sent.fields.map(([...field]) => field)).toString()
    const arrived = await navigate(browser, target.pathname + target.search, from)
    return { first: arrived, last: arrived }
  }
  const url = target.pathname + target.search
  const { headers, body } = await bodyOf(sent)
  const all = { ...pageHeaders(browser, from), Origin: origin, ...headers, ...foreign(sent) }
  const answer = await browser.wire({ method: 'POST', path: url, headers: all, body })
  const first = { url, answer }
  const last = await follow(browser, first)
  // A page that is shown again has the address of the call; the next form is sent from the page all the same.
  return { first, last: last.answer === answer ? { url: from, answer } : last }
}

/** What a browser says of a form on another site's page. */
export function foreign({ site }: Sent): Record<string, string> {
  if (site === undefined) return {}
  return { 'Sec-Fetch-Site': 'cross-site', Origin: site, Referer: `${site}/` }
}

function pathIn(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? ''
}
