import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/**
 * What the network does with a request of a script: nothing; it takes its time on the way there or on the way back;
 * it loses the request; it loses the answer, before its head or in the middle of its body.
 */
export type Fate = 'through' | 'late there' | 'late back' | 'lost there' | 'lost back' | 'cut'

/** A request that the proxy is to see next. */
export interface Expected {
  readonly token: number
  readonly tab: string
  /** Id of the component that it is for, or `page`. */
  readonly target: string
  readonly fate: Fate
}

/** A network in front of the app in which nothing happens by chance. */
export interface Proxy {
  readonly url: string
  /** Announces requests; they reach the app in this order, whatever the order in which a browser sends them. */
  readonly expect: (expected: readonly Expected[]) => void
  /** Lets a late request, or its answer, go on. */
  readonly release: (token: number) => void
  /** What is still expected, came unexpectedly, or went wrong. */
  readonly troubles: () => string[]
  readonly reset: () => void
  readonly close: () => Promise<void>
}

/** A request that has arrived. */
interface Arrival {
  readonly tab: string
  readonly target: string
  readonly asked: IncomingMessage
  readonly body: Buffer
  readonly answer: ServerResponse
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** Starts the proxy and the app behind it. */
export async function startProxy(app: RequestListener): Promise<Proxy> {
  const behind = await listen(createServer(app))
  const traffic = createTraffic(addressOf(behind))
  const front = await listen(createServer(traffic.onRequest))
  // Chromium sends a POST again when a connection breaks that it has used before.
  front.maxRequestsPerSocket = 1
  return {
    ...traffic,
    url: addressOf(front),
    async close() {
      for (const server of [front, behind]) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function createTraffic(target: string) {
  const plan: Expected[] = []
  const waiting: Arrival[] = []
  const late = new Map<number, Arrival & { readonly go: () => Promise<void> }>()
  const troubles: string[] = []
  let busy = false

  const next = () => {
    const [head] = plan
    return waiting.findIndex(({ tab, target }) => tab === head?.tab && target === head.target)
  }
  const pump = async () => {
    if (busy) return
    busy = true
    for (let at = next(); at >= 0; at = next()) {
      const [arrival] = waiting.splice(at, 1) as [Arrival]
      const { token, fate } = plan[0] as Expected
      const go = await meet(target, arrival, fate)
      if (go) late.set(token, { ...arrival, go })
      plan.shift()
    }
    busy = false
  }
  const note = (error: unknown) => troubles.push(String(error))
  return {
    onRequest: (asked: IncomingMessage, answer: ServerResponse) => {
      const isScripts = asked.headers['sec-fetch-dest'] === 'empty' && !asked.url?.endsWith('.js')
      void arrive(asked, answer)
        .then((arrival) => {
          if (!isScripts) return deliver(target, arrival)
          waiting.push(arrival)
          return pump()
        })
        .catch(note)
    },
    expect: (expected: readonly Expected[]) => {
      plan.push(...expected)
      void pump().catch(note)
    },
    release: (token: number) => {
      const one = late.get(token)
      late.delete(token)
      assert(one, `nothing is late under ${token}`)
      void one.go().catch(note)
    },
    troubles: () => [
      ...plan.map(({ tab, target }) => `no request of ${tab} for ${target}`),
      ...waiting.map(({ tab, target }) => `an unexpected request of ${tab} for ${target}`),
      ...troubles,
    ],
    reset: () => {
      for (const { answer } of [...waiting, ...late.values()]) answer.destroy()
      for (const list of [plan, waiting, troubles]) list.length = 0
      late.clear()
    },
  }
}

async function arrive(asked: IncomingMessage, answer: ServerResponse): Promise<Arrival> {
  const { headers } = asked
  const [, target = 'page'] = /#(.+)$/.exec(String(headers['hx-target'] ?? '')) ?? []
  return { tab: String(headers['x-tab']), target, asked, answer, body: await buffer(asked) }
}

/** Deals with a request up to where it is late; returns what is left to do then. */
async function meet(
  target: string,
  arrival: Arrival,
  fate: Fate,
): Promise<(() => Promise<void>) | undefined> {
  if (fate === 'late there') return () => deliver(target, arrival)
  if (fate === 'lost there') return cut(arrival)
  const answer = await ask(target, arrival)
  if (fate === 'late back') return async () => send(arrival, answer)
  if (fate === 'lost back') return cut(arrival)
  if (fate === 'cut') return cutShort(arrival, answer)
  send(arrival, answer)
  return undefined
}

async function deliver(target: string, arrival: Arrival): Promise<void> {
  send(arrival, await ask(target, arrival))
}

async function ask(target: string, { asked, body }: Arrival): Promise<Answer> {
  const { method = 'GET', headers, url = '/' } = asked
  const passed = request(new URL(url, target), { method, headers, agent: false })
  passed.end(body)
  const [got] = (await once(passed, 'response')) as [IncomingMessage]
  return { status: got.statusCode ?? 502, headers: got.headers, body: await buffer(got) }
}

function send({ answer }: Arrival, { status, headers, body }: Answer): void {
  answer.writeHead(status, { ...headers, connection: 'close' }).end(body)
}

function cut({ answer }: Arrival): undefined {
  answer.destroy()
}

/** The head comes, and half of the body. */
function cutShort({ answer }: Arrival, { status, headers, body }: Answer): undefined {
  const length = String(body.length + 2)
  answer.writeHead(status, { ...headers, connection: 'close', 'content-length': length })
  answer.write(Buffer.concat([body.subarray(0, body.length / 2), Buffer.from(' ')]), () =>
    answer.destroy(),
  )
}
