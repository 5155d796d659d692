import autocannon, { type Client, type Request } from 'autocannon'
import { type Asked, createVisitor, inTurn, type Visitor } from './visitor.ts'

/** Sends about so many requests, and tells how many were answered. */
export type Load = (amount: number) => Promise<number>

const connections = 4

/**
 * Makes the load of a few visitors, each with its own page, session and newest state.
 * @param shortest characters of an answer that shows what it should; 0
 * @throws Error when an answer is not of the kind 2xx, or shorter
 */
export async function createLoad(port: number, asked: Asked, shortest = 0): Promise<Load> {
  const visitors = await Promise.all(
    Array.from({ length: connections }, () => createQueue(port, asked)),
  )
  return async (amount) => {
    let begun = 0
    let short = 0
    const check = ({ length }: string) => void (length < shortest && short++)
    const result = await autocannon({
      url: `http://127.0.0.1:${port}`,
      connections,
      amount: Math.max(amount, connections),
      sampleInt: 10,
      setupClient: (client) => send(client, visitors[begun++] as Visitor, check),
    })
    const { errors, timeouts, non2xx, statusCodeStats } = result
    if (errors + non2xx + short > 0) {
      const wrong = JSON.stringify({ statusCodeStats, errors, timeouts, short })
      throw new Error(`${JSON.stringify(asked)} was refused: ${wrong}`)
    }
    return result['2xx']
  }
}

/** The visitors who share a connection. */
async function createQueue(port: number, asked: Asked): Promise<Visitor> {
  const visitors: Visitor[] = []
  const wanted = (asked.visitors ?? connections) / connections
  while (visitors.length < wanted) visitors.push(await createVisitor(port, asked))
  return inTurn(visitors)
}

function send(client: Client, visitor: Visitor, check: (text: string) => void): void {
  const { method, path, headers, body } = visitor.next()
  const onResponse: Request['onResponse'] = (_, text, ...[, answered]) => {
    check(text)
    if (method === 'GET') return
    visitor.take(text, [answered?.['Set-Cookie'] ?? answered?.['set-cookie'] ?? []].flat())
    const next = visitor.next()
    client.setHeadersAndBody(next.headers, next.body)
  }
  client.setRequests([{ method, path, headers, body, onResponse }])
}
