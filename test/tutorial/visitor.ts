import { fill, type Page, readPage, type Sent } from '../koa/page.ts'

/** What an answer shows. */
export interface Seen extends Page {
  readonly status: number
  /** Path and query that the browser shows; a sealed flash is `…`. */
  readonly url: string
  readonly html: string
  readonly headers: Headers
}

/** A browser with a cookie jar. */
export function createVisitor(origin: string) {
  const cookies = new Map<string, string>()

  async function ask(path: string, init: RequestInit = {}): Promise<Seen> {
    const url = new URL(path, origin)
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...(init.headers as object), cookie, 'sec-fetch-site': 'same-origin' }
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) keepCookie(cookies, line)
    const location = answer.headers.get('location')
    if (location) return ask(new URL(location, url).href)
    const html = await answer.text()
    const { status, headers: answered } = answer
    const shown = (url.pathname + url.search).replace(/_sealwax=[^&]+/, '_sealwax=…')
    return { ...readPage(html), status, url: shown, html, headers: answered }
  }

  const post = ({ action, fields }: Sent, headers = {}) =>
    ask(action, { method: 'POST', headers, body: new URLSearchParams(fields) })

  return {
    /** The site has another address from now on. */
    moveTo(url: string) {
      origin = url
    },
    open: (path: string) => ask(path),
    /** Presses a button without JavaScript. */
    press: (page: Page, id: string, label: string) => post(page.press(id, label)),
    /** The same with htmx. */
    pressWithHtmx: (page: Page, id: string, label: string) =>
      post(page.press(id, label), { 'hx-request': 'true' }),
    /** Fills the form that calls a method, and sends it without JavaScript. */
    submit(page: Page, form: { id: string; method: string; values: Record<string, string> }) {
      const { action, fields } = page.form(form.id, form.method)
      return post({ action, fields: fill(fields, form.values) })
    },
  }
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  cookies.set(name, value)
}
