import type { DispatchedEvent, Outcome, Sent } from '../page/surface.ts'
import { elementsIn, findById, findTitle, moveChildren, parsePart } from '../page/tree.ts'
import { readRefusal } from '../refused-call.ts'
import { bodyOf } from './body.ts'
import { messagesIn, titleOf } from './seen.ts'
import { foreign } from './send-by-browser.ts'
import { navigate, pageHeaders, show, type Tab } from './tab.ts'
import type { Answer } from './wire.ts'

/** Sends a call as htmx with `sealwax.js` does: its answer changes the page. */
export async function sendByScript(tab: Tab, sent: Sent): Promise<Outcome> {
  const { headers, body } = await bodyOf(sent)
  const all = { ...scriptHeaders(tab, sent), ...headers, ...foreign(sent) }
  const answer = await tab.browser.wire({ method: 'POST', path: sent.action, headers: all, body })
  tab.answer = answer
  const refusal = readRefusal(answer)
  if (refusal !== undefined) throw refusal
  return leaves(answer) ? leave(tab, answer) : draw(tab, answer)
}

function scriptHeaders({ browser, url }: Tab, { id }: Sent): Record<string, string> {
  return {
    ...pageHeaders(browser, url),
    Accept: 'text/html',
    Origin: browser.origin,
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
    'HX-Request': 'true',
    'HX-Request-Type': 'partial',
    'HX-Current-URL': browser.origin + url,
    'HX-Source': `button#${id}`,
    'HX-Target': `#${id}`,
  }
}

function leaves({ headers }: Answer): boolean {
  return headers['hx-redirect'] !== undefined || headers['hx-refresh'] !== undefined
}

async function leave(tab: Tab, answer: Answer): Promise<Outcome> {
  const redirect = answer.headers['hx-redirect']
  const next = new URL(redirect ?? tab.url, tab.browser.origin + tab.url)
  if (next.origin === tab.browser.origin) {
    show(tab, await navigate(tab.browser, next.pathname + next.search, tab.url))
  }
  return { document: tab.document, messages: messagesIn(tab.document), redirect }
}

function draw(tab: Tab, answer: Answer): Outcome {
  const { status, headers, text } = answer
  const all = eventsOf(headers['hx-trigger'])
  const told = {
    events: all.filter(({ name }) => name !== 'sealwax:refresh'),
    refreshed: all.flatMap(({ name, detail }) => (name === 'sealwax:refresh' ? idsIn(detail) : [])),
    pushedUrl: headers['hx-push-url'] ?? headers['hx-replace-url'],
    value: valueOf(headers['x-component-value']),
    removed: headers['hx-reswap'] === 'delete',
  }
  if (told.pushedUrl !== undefined) tab.url = told.pushedUrl
  if (status === 204 || headers['x-component'] === undefined) return told
  const title = takeTitle(tab, text)
  const { html, messages } = takeMessages(tab, text)
  return { ...told, title, messages, ...(!told.removed && { html }) }
}

/** A title is the last of an answer: it becomes that of the page. */
function takeTitle({ document }: Tab, text: string): string | undefined {
  const [tag] = /<title>[^<]*<\/title>$/.exec(text) ?? []
  if (tag === undefined) return undefined
  const [next, old] = [findTitle(parsePart(tag)), findTitle(document)]
  if (next !== undefined && old !== undefined) moveChildren(next, old)
  return titleOf(document)
}

/** Messages come behind the component, in an element that names the region for them. */
function takeMessages(tab: Tab, text: string): { html: string; messages: readonly string[] } {
  const at = text.lastIndexOf('<hx-partial id="sealwax-messages"')
  if (at < 0) return { html: text, messages: [] }
  const [partial] = elementsIn(parsePart(text.slice(at)))
  const region = findById(tab.document, 'sealwax-messages')
  if (partial !== undefined && region !== undefined) moveChildren(partial, region)
  return { html: text.slice(0, at), messages: messagesIn(tab.document) }
}

function eventsOf(header: string | undefined): DispatchedEvent[] {
  if (header === undefined) return []
  if (!header.startsWith('{')) return header.split(', ').map((name) => ({ name, detail: {} }))
  const events = Object.entries(JSON.parse(header) as object)
  return events.map(([name, detail]: [string, unknown]) => ({ name, detail }))
}

function idsIn(detail: unknown): string[] {
  return (detail as { ids: string[] }).ids
}

function valueOf(header: string | undefined): unknown {
  return header === undefined ? undefined : JSON.parse(header)
}
