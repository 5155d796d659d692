import autocannon, { type Client, type Request } from 'autocannon'
import { type Asked, createVisitor, type Visitor } from './visitor.ts'

/** Sends about so many requests, and tells how many were answered. */
export type Load = (amount: number) => Promise<number>

const connections = 4

/**
 * Makes the load of a few visitors, each with its own page, session and newest state.
 * @throws Error when an answer is not of the kind 2xx
 */
export async function createLoad(port: number, asked: Asked): Promise<Load> {
  const visitors = await Promise.all(
    Array.from({ length: connections }, () => createVisitor(port, asked)),
  )
  return async (amount) => {
    let begun = 0
    const result = await autocannon({
      url: `http://127.0.0.1:${port}`,
      connections,
      amount: Math.max(amount, connections),
      sampleInt: 10,
      setupClient: (client) => send(client, visitors[begun++] as Visitor),
    })
    if (result.errors + result.non2xx + result.timeouts > 0) {
      throw new Error(
        `${JSON.stringify(asked)} was refused: ${JSON.stringify(result.statusCodeStats)}`,
      )
    }
    return result['2xx']
  }
}

function send(client: Client, visitor: Visitor): void {
  const { method, path, headers, body } = visitor.next()
  const onResponse: Request['onResponse'] = (_, text, ...[, answered]) => {
    if (method === 'GET') return
    visitor.take(text, [answered?.['Set-Cookie'] ?? answered?.['set-cookie'] ?? []].flat())
    const next = visitor.next()
    client.setHeadersAndBody(next.headers, next.body)
  }
  client.setRequests([{ method, path, headers, body, onResponse }])
}
