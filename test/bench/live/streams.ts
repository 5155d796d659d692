import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as pass } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/*
 * Measures living pages: what topics add to a page, and what open streams cost one process.
 *
 *   node --conditions=sealwax-source --import tsx test/bench/live/streams.ts [STREAMS]
 */
const count = Number(process.argv[2] ?? 1000)
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
const type = 'application/x-www-form-urlencoded'

const server = fork(new URL('serve.ts', import.meta.url), {
  execArgv: ['--conditions=sealwax-source', '--expose-gc', '--import', 'tsx'],
})
const [{ port }] = (await once(server, 'message')) as [{ port: number }]

interface Measure {
  readonly rss: number
  readonly heapUsed: number
  readonly cpu: number
}

async function measure(child: ChildProcess): Promise<Measure> {
  child.send({})
  const [measured] = (await once(child, 'message')) as [Measure]
  return measured
}

async function send(path: string, { cookie = '', body }: { cookie?: string; body?: string } = {}) {
  const method = body === undefined ? 'GET' : 'POST'
  const headers = { cookie, ...(body === undefined ? {} : { 'content-type': type }) }
  const asked = request({ port, host: '127.0.0.1', path, method, headers, agent })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return answer
}

async function open(path: string, cookie?: string) {
  const answer = await send(path, cookie === undefined ? {} : { cookie })
  let page = ''
  for await (const chunk of answer.setEncoding('utf8')) page += chunk
  const set = answer.headers['set-cookie'] ?? []
  return { page, cookie: cookie ?? set.map((line) => line.split(';')[0]).join('; ') }
}

const sealedIn = (page: string) =>
  [...page.matchAll(/data-topics="[^"]*\.([^"]*)"/g)].map(([, sealed]) => sealed).join('.')

const row = (what: string, value: string) => console.log(`${what.padEnd(62)} ${value}`)
const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`
const ms = (time: number) => `${time.toFixed(2)} ms`

/** CPU of the server for one request, the least of several rounds. */
async function cost(ask: () => Promise<unknown>): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < 8; round++) {
    const before = await measure(server)
    for (let n = 0; n < 50; n++) await ask()
    rounds.push(((await measure(server)).cpu - before.cpu) / 50)
  }
  return Math.min(...rounds)
}

const visitor = await open('/living?count=100')
const without = await open('/plain?count=100', visitor.cookie)
const sealed = sealedIn(visitor.page)
row(
  'page of 100 without topics',
  `${kib(without.page.length)}, gzip ${kib(gzipSync(without.page).length)}`,
)
row(
  'page of 100 with two topics each',
  `${kib(visitor.page.length)}, gzip ${kib(gzipSync(visitor.page).length)}`,
)
row('sealed topics of 100, as they are posted', kib(sealed.length))
row('CPU of the page without', ms(await cost(() => open('/plain?count=100', visitor.cookie))))
row('CPU of the page with', ms(await cost(() => open('/living?count=100', visitor.cookie))))
row(
  'CPU of opening a stream of 100, and of its end',
  ms(
    await cost(async () => {
      const answer = await send('/_sealwax/live', {
        cookie: visitor.cookie,
        body: `topics=${sealed}`,
      })
      answer.destroy()
    }),
  ),
)

await pass(500)
const idle = await measure(server)
/** Streams that have heard what they wait for. */
let heard = 0
let all = () => {}
for (let n = 0; n < count; n++) {
  const { page, cookie } = await open('/living')
  const answer = await send('/_sealwax/live', { cookie, body: `topics=${sealedIn(page)}` })
  answer.on('data', (chunk: Buffer) => {
    if (!chunk.includes('changed')) return
    heard++
    if (heard === count) all()
  })
}
await pass(1000)
const open1 = await measure(server)
row(
  `${count} streams of 20 components: memory of one`,
  `${kib((open1.rss - idle.rss) / count)}, of it heap ${kib((open1.heapUsed - idle.heapUsed) / count)}`,
)

await pass(10_000)
const later = await measure(server)
row(
  'the same, quiet: CPU (a heartbeat each 5 s)',
  `${((later.cpu - open1.cpu) / 100).toFixed(1)} % of a core`,
)

/** Time from a publishing until the last page has heard of it, and the server's CPU for that. */
async function reach(topic: string): Promise<[time: number, cpu: number]> {
  const before = await measure(server)
  heard = 0
  const done = new Promise<void>((resolve) => {
    all = resolve
  })
  const start = performance.now()
  server.send({ publish: topic })
  await done
  const time = performance.now() - start
  await pass(100)
  return [time, (await measure(server)).cpu - before.cpu]
}
const reaches: [number, number][] = []
for (let n = 0; n < 7; n++) reaches.push(await reach('card:7'))
const least = (at: 0 | 1) => Math.min(...reaches.map((one) => one[at]))
row('one publishing until the last page has heard (50 ms are waited)', ms(least(0)))
row('CPU of it', ms(least(1)))
let everything = await reach('all')
for (let n = 0; n < 4; n++) {
  const next = await reach('all')
  if (next[1] < everything[1]) everything = next
}
row('a topic of all 20 components of each page: until the last, CPU', everything.map(ms).join(', '))
server.kill()
process.exit()
