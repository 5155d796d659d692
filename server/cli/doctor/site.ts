import { readPage, type WebPage } from './read-page.ts'

/** An answer that was a page, with the cookies that came on the way to it. */
export interface Visited extends WebPage {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  /** `Set-Cookie` lines. */
  readonly cookies: readonly string[]
}

/** A site that is asked as a browser asks. */
export interface Site {
  readonly origin: string
  /** Opens a page, as somebody who was never here. */
  readonly open: (path: string, headers?: Record<string, string>) => Promise<Visited>
  /** Asks the first component of a page to draw itself again: a call that runs no method. */
  readonly refresh: (page: Visited, headers: Record<string, string>) => Promise<Answer>
  readonly text: (url: string) => Promise<string>
}

/** What a call was answered. */
export interface Answer {
  readonly status: number
  /** Whether it is a component. */
  readonly drawn: boolean
  /** Our code of the error; `undefined` where it was not Sealwax that refused. */
  readonly code: string | undefined
}

const maxRedirects = 5

/** Makes a site of its address. */
export function createSite(origin: string): Site {
  return {
    origin,
    open: (path, headers = {}) => open(new URL(path, origin), headers),
    async refresh({ url, cookies, component }, headers) {
      const cookie = cookies.map((line) => line.replace(/;.*/s, '')).join('; ')
      const answer = await fetch(new URL(component?.action ?? '', url), {
        method: 'POST',
        headers: { ...headers, cookie, 'HX-Request': 'true' },
        body: new URLSearchParams({ _state: component?.state ?? '' }),
        redirect: 'manual',
      })
      return toAnswer(answer, await answer.text())
    },
    text: async (url) => (await fetch(url)).text(),
  }
}

async function open(first: URL, headers: Record<string, string>): Promise<Visited> {
  const cookies: string[] = []
  let url = first
  for (let hops = 0; ; hops++) {
    const cookie = cookies.map((line) => line.replace(/;.*/s, '')).join('; ')
    const answer = await fetch(url, {
      headers: { accept: 'text/html', ...headers, ...(cookie && { cookie }) },
      redirect: 'manual',
    })
    cookies.push(...answer.headers.getSetCookie())
    const { status } = answer
    const next = new URL(answer.headers.get('location') ?? '', url)
    const isRedirect = status >= 300 && status < 400 && next.origin === first.origin
    if (isRedirect && hops < maxRedirects) {
      url = next
      continue
    }
    const page = readPage(await answer.text())
    return { url: url.href, status, headers: answer.headers, cookies, ...page }
  }
}

function toAnswer({ status, headers }: Response, text: string): Answer {
  return { status, drawn: headers.has('X-Component'), code: codeOf(text) }
}

function codeOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { error?: { code?: string } }).error?.code
  } catch {
    return undefined
  }
}
