import { Agent } from 'node:http'
import type { DemoProcess } from './demo-process.ts'
import { type Answer, exchange } from './exchange.ts'
import type { Leaving } from './report.ts'
import { createTab } from './tab.ts'

/** Log-ins that are under way when the server is told to leave: each takes it a while. */
const count = 6

/** Tells a server to leave while it has work, and once more meanwhile. */
export async function leaveUnderWay(server: DemoProcess): Promise<Leaving> {
  const agent = new Agent({ keepAlive: true })
  const asked = { agent, port: server.port }
  const opened = await exchange({ ...asked, path: '/account', headers: {} })
  let underWay = count
  const sent = Array.from({ length: count }, () =>
    logIn(asked, opened as Answer).finally(() => underWay--),
  )
  await begun(agent)
  const leaving = underWay
  const from = performance.now()
  server.signal('SIGTERM')
  setTimeout(() => server.signal('SIGTERM'), 50)
  const answers = await Promise.allSettled(sent)
  const { code } = await server.ended
  const took = performance.now() - from
  agent.destroy()
  const answered = answers.flatMap((answer) => ('value' in answer ? (answer.value ?? []) : []))
  return {
    code,
    took,
    sent: count,
    underWay: leaving,
    answered: answered.filter(({ status }) => status === 422).length,
    lost: answers.flatMap((answer) => ('reason' in answer ? String(answer.reason) : [])),
    last: answered.filter(({ headers }) => headers.connection === 'close').length,
  }
}

/** Asks with a password that is wrong, which takes as long as a right one. */
function logIn(asked: { readonly agent: Agent; readonly port: number }, opened: Answer) {
  const [form] = createTab('/account', opened.text).of('log-in')
  const fields = { ...form?.fields, name: 'Ada', password: 'wrong' }
  const cookies = (opened.headers['set-cookie'] ?? []).map((line) => line.split(';')[0])
  const headers = {
    Cookie: cookies.join('; '),
    'Content-Type': 'application/x-www-form-urlencoded',
    'HX-Request': 'true',
  }
  const body = new URLSearchParams(fields).toString()
  return exchange({ ...asked, path: '/_sealwax/log-in/enter', method: 'POST', headers, body })
}

/** Waits until all requests are sent, and read on the other side. */
async function begun({ sockets }: Agent): Promise<void> {
  const all = () => Object.values(sockets).flatMap((list) => list ?? [])
  while (all().length < count || all().some(({ connecting }) => connecting)) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
}
