import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

/** A request, to a port of this machine. */
export interface Asked {
  readonly port: number
  readonly agent: Agent
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Goes away at this point instead of waiting for the answer. */
  readonly leaveAt?: 'body' | 'head' | 'answer'
}

/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly bytes: number
  /** Milliseconds to the answer's last byte. */
  readonly took: number
}

/** Sends a request; `undefined` when it went away on purpose. Rejects when the connection broke. */
export function exchange(asked: Asked): Promise<Answer | undefined> {
  const { leaveAt, body = '', headers, ...options } = asked
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request({
      ...options,
      host: '127.0.0.1',
      headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
    })
    const leave = () => {
      resolve(undefined)
      sent.destroy()
    }
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // A connection that was idle for too long: a browser takes another one.
      const isStale = sent.reusedSocket && error.code === 'ECONNRESET'
      if (isStale) exchange(asked).then(resolve, reject)
      else reject(error)
    })
    sent.on('response', (answer) => {
      if (leaveAt === 'answer') leave()
      else read(answer, begun).then(resolve, reject)
    })
    if (leaveAt === 'body') sent.write(body.slice(0, body.length / 2), () => setTimeout(leave, 5))
    else sent.end(body, () => leaveAt === 'head' && leave())
  })
}

async function read(answer: IncomingMessage, begun: number): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  const whole = Buffer.concat(chunks)
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text: whole.toString(),
    bytes: whole.length,
    took: performance.now() - begun,
  }
}
