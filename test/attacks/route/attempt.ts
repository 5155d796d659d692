import { type Headers, host } from '../wire.ts'

/** Stands in a body for the sealed state that the page gave. */
export const STATE = '$STATE'

/** A request to the call route that is not as our pages send it. */
export interface Attempt {
  /** What it aims at. */
  readonly what: string
  readonly method?: string
  readonly path?: string
  /** In place of, or beside, those of a form that htmx sends. */
  readonly headers?: Headers
  readonly body?: string | Buffer
  /** A body in pieces, as HTTP chunks them. */
  readonly chunks?: readonly string[]
  /** What has to come: a status where it is done, a code where it is refused, `http` where Node refuses it. */
  readonly expect: 200 | 'http' | 'app' | (string & {})
}

export const urlencoded = 'application/x-www-form-urlencoded'
const touch = '/_sealwax/item/touch'

/** Where an attempt comes from. */
export interface From {
  readonly cookie: string
  readonly state: string
}

/** Value of a header that is usual, but not sent here. */
export const absent = '\0absent'

/** Writes an attempt as it goes over the wire. */
export function write(attempt: Attempt, from: From): Buffer {
  const { method = 'POST', path = touch } = attempt
  const body = bodyOf(attempt, from)
  const lines = headersOf(attempt, from, body.length)
    .filter(([, value]) => value !== absent)
    .map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body])
}

function bodyOf({ body = `_state=${STATE}`, chunks }: Attempt, { state }: From): Buffer {
  const filled = (text: string) => text.replaceAll(STATE, state)
  if (chunks !== undefined) return Buffer.from(chunked(chunks.map(filled)))
  return typeof body === 'string' ? Buffer.from(filled(body)) : body
}

function headersOf({ headers = [], chunks }: Attempt, { cookie }: From, length: number): Headers {
  const own = chunks === undefined ? headers : [...headers, inChunks]
  const names = new Set(own.map(([name]) => name.toLowerCase()))
  const usual: Headers = [
    ['Host', host],
    ['Cookie', cookie],
    ['HX-Request', 'true'],
    ['Content-Type', urlencoded],
    ['Content-Length', names.has('transfer-encoding') ? absent : String(length)],
    ['Connection', 'close'],
  ]
  return [...usual.filter(([name]) => !names.has(name.toLowerCase())), ...own]
}

/** Says that a body comes in chunks. */
export const inChunks = ['Transfer-Encoding', 'chunked'] as const

/** Writes a body in chunks as HTTP has them. */
export function chunked(chunks: readonly string[]): string {
  const sized = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`)
  return `${sized.join('')}0\r\n\r\n`
}

/** Writes a multipart body by hand, with the boundary `cut`. */
export function multipart(...parts: readonly string[]): string {
  return `${parts.map((part) => `--cut\r\n${part}\r\n`).join('')}--cut--\r\n`
}

export function part(name: string, value: string, more = ''): string {
  return `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}`
}
