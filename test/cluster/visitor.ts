import type { Outcome } from './ledger.ts'

/** Somebody who visits the cluster by plain HTTP, with cookies and without a browser. */
export interface Visitor {
  readonly get: (path: string) => Promise<Answer>
  /** Calls a method, as htmx does. */
  readonly call: (method: string, fields: Fields) => Promise<Answer>
}

export type Fields = Readonly<Record<string, string>>

export interface Answer {
  /** 0 where none came. */
  readonly status: number
  readonly text: string
  readonly outcome: Outcome
  /** Code of an error of Sealwax. */
  readonly code: string | undefined
}

const patience = 20_000

interface Asked extends RequestInit {
  readonly headers?: Record<string, string>
}

export function createVisitor(url: string): Visitor {
  const cookies = new Map<string, string>()
  async function ask(path: string, { headers = {}, ...init }: Asked = {}): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    try {
      const response = await fetch(url + path, {
        ...init,
        redirect: 'manual',
        headers: { ...headers, cookie },
        signal: AbortSignal.timeout(patience),
      })
      keep(cookies, response)
      return readAnswer(response, await response.text())
    } catch {
      return { status: 0, text: '', outcome: 'unknown', code: undefined }
    }
  }
  return {
    get: (path) => ask(path),
    call: (method, fields) =>
      ask(`/_sealwax/${method}`, {
        method: 'POST',
        headers: { 'HX-Request': 'true', 'Sec-Fetch-Site': 'same-origin' },
        body: new URLSearchParams(fields),
      }),
  }
}

function keep(cookies: Map<string, string>, { headers }: Response): void {
  for (const cookie of headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    cookies.set(name, value)
  }
}

function readAnswer({ status, headers }: Response, text: string): Answer {
  const isJson = headers.get('content-type')?.includes('json') === true
  const code: string | undefined = isJson ? JSON.parse(text).error?.code : undefined
  return { status, text, code, outcome: outcomeOf(status, code) }
}

/** What an answer tells of the call: an error of Sealwax that is no 500 stands before the method. */
export function outcomeOf(status: number, code: string | undefined): Outcome {
  if (status === 200 || status === 204) return 'done'
  if (status >= 400 && status < 500) return 'refused'
  return code === 'OnceStoreDown' ? 'refused' : 'unknown'
}
