import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { listen, type Site } from './launch.ts'

/** A tiny load balancer in front of several processes of one site. */
export interface Balancer extends Site {
  /** Index of the process that gets every request from now on; `undefined`: each in its turn. */
  only: number | undefined
}

/** Starts a balancer. Whoever asks it sees one site. */
export async function startBalancer(targets: readonly Site[]): Promise<Balancer> {
  let turn = 0
  const site = await listen((asked, answer) => {
    const index = balancer.only ?? turn++ % targets.length
    forward(asked, answer, targets[index] as Site)
  })
  const balancer: Balancer = { ...site, only: undefined }
  return balancer
}

function forward(asked: IncomingMessage, answer: ServerResponse, { url }: Site): void {
  const { method, headers } = asked
  const passed = request(new URL(asked.url ?? '/', url), { method, headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers)
    got.pipe(answer)
  })
  asked.pipe(passed)
}
