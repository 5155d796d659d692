import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomId } from '../../core/rooms.ts'

/** What `app.callback()` returns, or the listener of any server of Node. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

type OnError = (error: unknown, ctx?: any) => void

/** An app that tells of its errors, as one of Koa does. */
export interface TestedApp {
  callback(): Listener
  on(event: 'error', listener: OnError): unknown
  off(event: 'error', listener: OnError): unknown
}

/** What an app answered. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** What the app told its `error` listeners of; `undefined` where it has none. */
  readonly error: unknown
}

/** One request. */
export interface Asked {
  readonly method: 'GET' | 'POST'
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

/** Sends requests to an app, and keeps its cookies. */
export type Wire = (asked: Asked) => Promise<Answer>

/** Tells an app's errors of one request from those of others. */
const markHeader = 'x-test-request'

export function createWire(app: TestedApp | Listener): Wire {
  const source = typeof app === 'function' ? undefined : app
  let agent: Promise<any> | undefined
  return async ({ method, path, headers, body }) => {
    agent ??= createAgent(typeof app === 'function' ? app : app.callback())
    const mark = randomId(9)
    const { errors, stop } = listen(source, mark)
    try {
      const request = (await agent)[method.toLowerCase()](path).redirects(0).set(headers)
      return toAnswer(await request.set(markHeader, mark).send(body), errors)
    } finally {
      stop()
    }
  }
}

/** Without JavaScript some refusals are redirects: why is known to the app alone. */
function listen(app: TestedApp | undefined, mark: string) {
  const errors: unknown[] = []
  const onError: OnError = (error, ctx) => {
    if (ctx?.req?.headers[markHeader] === mark) errors.push(error)
  }
  app?.on('error', onError)
  return { errors, stop: () => app?.off('error', onError) }
}

function toAnswer({ status, headers, text, body }: any, [error]: readonly unknown[]): Answer {
  return { status, headers, text: text ?? (Buffer.isBuffer(body) ? body.toString() : ''), error }
}

async function createAgent(listener: Listener): Promise<any> {
  const { default: supertest } = await import('supertest').catch((cause: unknown) => {
    const needs = 'createVisitor needs the package supertest: npm install --save-dev supertest'
    throw new Error(needs, { cause })
  })
  return supertest.agent(listener)
}
