import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pass } from 'node:timers/promises'
import type Koa from 'koa'
import { atEnd } from '../at-end.ts'
import { type Page, readPage } from '../koa/page.ts'

/** Pairs, so that a name may come twice. */
export type Headers = readonly (readonly [name: string, value: string])[]

/** What a request is made of; what is left out is as our pages send it. */
export interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers?: Headers
  readonly body?: string | Buffer
}

/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Milliseconds from the request's first byte to the answer's last. */
  readonly took: number
}

/** Piece of a request, or milliseconds to wait before the next one. */
export type Piece = string | Buffer | number

/** A site that listens, and ways to send it what no browser would. */
export interface Wire {
  /** Sends a request that HTTP has a form for. */
  readonly send: (asked: Asked) => Promise<Answer>
  /** Sends bytes as they are, and gives what comes back until the connection ends. */
  readonly raw: (...pieces: readonly Piece[]) => Promise<Answer>
  /** Opens a connection and says nothing more: `raw` to be cut off anywhere. */
  readonly open: (...pieces: readonly Piece[]) => Promise<Socket>
}

/** Has an app listen on a free port of this machine, until its family ends. */
export async function listen(app: Koa): Promise<Wire> {
  const handle = app.callback()
  const server = createServer((...sent) => void handle(...sent))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { send, close } = client(port)
  atEnd(async () => {
    close()
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })
  const open: Wire['open'] = async (...pieces) => {
    const socket = connect(port, '127.0.0.1')
    // The server may have had enough at any time.
    socket.on('error', () => {})
    await once(socket, 'connect')
    for (const piece of pieces) await put(socket, piece)
    return socket
  }
  return {
    send,
    open,
    async raw(...pieces) {
      const begun = performance.now()
      const socket = connect(port, '127.0.0.1')
      const answered = readAll(socket)
      for (const piece of pieces) await put(socket, piece)
      return { ...parseAnswer(await answered), took: performance.now() - begun }
    },
  }
}

/** Milliseconds without an answer, or of silence, after which nothing more is waited for. */
const patience = 20_000

/** Asks once more where an answer was late: on a busy machine that is no fault of the request. */
export async function soon(ask: () => Promise<Answer>, most: number): Promise<Answer> {
  let answer = await ask()
  for (let tries = 1; tries < 3 && answer.took > most; tries++) answer = await ask()
  assert(answer.took <= most, `${answer.took} ms`)
  return answer
}

/** Sends requests to a port of this machine. */
export function client(port: number): Pick<Wire, 'send'> & { readonly close: () => void } {
  const agent = new Agent({ keepAlive: true })
  return {
    send: (asked) => ask({ ...asked, agent, port }),
    close: () => agent.destroy(),
  }
}

interface Sending extends Asked {
  readonly agent: Agent
  readonly port: number
}

async function ask({ agent, port, method = 'POST', path, headers = [], body = '' }: Sending) {
  const begun = performance.now()
  const length = ['Content-Length', String(Buffer.byteLength(body))]
  const all = [...headers, ...(method === 'GET' ? [] : [length])].flat()
  const signal = AbortSignal.timeout(patience)
  const options = { agent, host: '127.0.0.1', port, method, path, headers: all, signal }
  const asked = request({ ...options, setHost: false } as object)
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text: await text(answer),
    took: performance.now() - begun,
  }
}

async function put(socket: Socket, piece: Piece): Promise<void> {
  if (typeof piece === 'number') await pass(piece)
  else if (!socket.destroyed && !socket.write(piece)) {
    await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
  }
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  socket.setTimeout(patience, () => socket.destroy())
  await once(socket, 'close')
  return Buffer.concat(chunks)
}

/** Status 0 stands for a connection that was closed without a word. */
function parseAnswer(bytes: Buffer): Omit<Answer, 'took'> {
  const [head = '', ...rest] = bytes.toString('latin1').split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const at = line.indexOf(':')
    headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim()
  }
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0)
  return { status, headers, text: rest.join('\r\n\r\n') }
}

/** Somebody who has opened a page. */
export interface Visit {
  readonly page: Page
  readonly text: string
  readonly cookie: string
}

/** Name that the site is asked by. */
export const host = 'site.example'

/** Opens a page, with the cookies of an earlier visit or none. */
export async function visit(
  { send }: Pick<Wire, 'send'>,
  path: string,
  cookie = '',
): Promise<Visit> {
  const answer = await send({ method: 'GET', path, headers: fromPage({ cookie }) })
  const set = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0])
  return {
    page: readPage(answer.text),
    text: answer.text,
    cookie: set.length > 0 ? set.join('; ') : cookie,
  }
}

/** Headers of a request that one of our own pages makes; without `htmx`, as a form does. */
export function fromPage({
  cookie,
  htmx = false,
}: Pick<Visit, 'cookie'> & { readonly htmx?: boolean }): Headers {
  return [
    ['Host', host],
    ...(cookie === '' ? [] : [['Cookie', cookie] as const]),
    ...(htmx ? [['HX-Request', 'true'] as const] : []),
  ]
}
