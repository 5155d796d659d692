import assert from 'node:assert/strict'
import { readPage } from '../koa/page.ts'
import type { Family, Run } from './family.ts'
import { some } from './some.ts'
import { type Asked, fromPage, visit } from './wire.ts'
import { type Measured, startMeasured } from './worst/measured.ts'
import { worst } from './worst/requests.ts'
import type { Worst } from './worst/worst.ts'

/** Milliseconds of event loop that a request may take, on an idle machine; in the short form it may be a busy one. */
const maxBlocked = { short: 100, long: 50 }
/** Times its own size that it may take of memory. */
const maxTimes = 20
/** Bytes that any request may take: large objects of V8's young generation are collected once they fill so much. */
const floor = 16 * 2 ** 20
/** On a busy machine the first turns tell little. */
const maxTurns = 15

export const family: Family = {
  name: 'bounds',
  aims: 'a request within the limits that stops the server, or fills its memory',
  async attack(run) {
    const sites = new Map<boolean, Promise<Measured>>()
    for (const request of some(run, worst, 8)) {
      const { compress = false } = request
      const site = sites.get(compress) ?? startMeasured(compress)
      sites.set(compress, site)
      await run.try(request.what, async () => attempt(run, await site, request))
    }
  },
}

async function attempt(run: Run, site: Measured, request: Worst): Promise<void> {
  const asked = await write(site, request)
  const least = run.many({ short: 1, long: 9 })
  const most = run.many(maxBlocked)
  const time = await measureTime(site, asked, { least, most, status: request.status })
  const grown = least > 1 && measuresMemory ? await measureMemory(request, asked) : undefined
  const times = grown === undefined ? undefined : grown / sizeOf(asked)
  report(request, [sizeOf(asked) / 1024, time.blocked, time.used, times])
  assert(Math.min(time.blocked, time.used) <= most, `${time.blocked.toFixed()} ms`)
  assert((grown ?? 0) <= Math.max(floor, maxTimes * sizeOf(asked)), `${times?.toFixed()} its size`)
}

interface Turns {
  readonly least: number
  /** Milliseconds above which there are more turns. */
  readonly most: number
  readonly status: number
}

/** The least of some turns: whatever was more is the machine's doing, or that of code that is not compiled yet. */
async function measureTime(site: Measured, asked: Asked, { least, most, status }: Turns) {
  const time = { blocked: Number.POSITIVE_INFINITY, used: Number.POSITIVE_INFINITY }
  const isSlow = () => Math.min(time.blocked, time.used) > most
  for (let turn = 0; turn < least || (turn < maxTurns && isSlow()); turn++) {
    const { answer, taken } = await site.measure(asked)
    assert.equal(answer.status, status, answer.text.slice(0, 200))
    time.blocked = Math.min(time.blocked, taken.blocked)
    time.used = Math.min(time.used, taken.used)
  }
  return time
}

/** Elsewhere nobody says what a process has had at most. */
const measuresMemory = process.platform === 'linux'

/** In a process that has served nothing but its page: whatever was taken once is not given back for long. */
async function measureMemory({ compress, status }: Worst, asked: Asked): Promise<number> {
  const site = await startMeasured(compress)
  for (let n = 0; n < 20; n++) await visit(site, '/')
  await site.rest()
  const { answer, taken } = await site.measure(asked)
  site.close()
  assert.equal(answer.status, status, answer.text.slice(0, 200))
  return taken.grown
}

function sizeOf({ body = '', path }: Asked): number {
  return Buffer.byteLength(path) + Buffer.byteLength(body)
}

/** A row of a table: KiB, milliseconds of event loop, of CPU, times its size in memory. */
function report(request: Worst, measured: readonly (number | undefined)[]): void {
  const { plain = false, compress = false } = request
  const way = [plain && ', without JavaScript', compress && ', compressed'].filter(Boolean)
  const what = [request.what, ...way].join('')
  const columns = measured.map((number) => (number === undefined ? '' : number.toFixed(1)))
  process.stderr.write(`| ${[what, ...columns].join(' | ')} |\n`)
}

const urlencoded = 'application/x-www-form-urlencoded'

async function write(site: Measured, request: Worst): Promise<Asked> {
  const { component = 'wide', plain, query, type = urlencoded, body = () => '' } = request
  const opened = await visit(site, component === 'wide' ? '/' : '/shelf')
  const headers = fromPage({ ...opened, htmx: plain !== true && query === undefined })
  if (query !== undefined) return { method: 'GET', path: `/?${query()}`, headers }
  const state = await fill(site, request, {
    state: opened.page.state(`${component}-w`),
    headers: fromPage({ ...opened, htmx: true }),
  })
  const pieces = type === urlencoded ? [`_state=${state}`, body()] : [body(), lastPart(state)]
  return {
    path: ['/_sealwax', component, request.method].filter(Boolean).join('/'),
    headers: [...headers, ['Content-Type', type]],
    body: Buffer.concat(pieces.map((piece) => Buffer.from(piece))),
  }
}

interface Opened {
  readonly state: string
  readonly headers: NonNullable<Asked['headers']>
}

/** Bytes of a state's text that a sealed text of 64 KiB holds, and that one holds which is compressed. */
const maxPlain = 49_000
const maxInflated = 2 * 65_536

/** Has the app put into the state what it is to hold. */
async function fill(site: Measured, { holds, compress }: Worst, opened: Opened): Promise<string> {
  if (holds === undefined) return opened.state
  const length = String(compress ? maxInflated : maxPlain)
  const answer = await site.send({
    path: '/_sealwax/wide/hold',
    headers: [...opened.headers, ['Content-Type', urlencoded]],
    body: String(new URLSearchParams({ _state: opened.state, kind: holds, length })),
  })
  assert.equal(answer.status, 200, answer.text)
  return readPage(answer.text).state('wide-w')
}

function lastPart(state: string): string {
  const head = 'Content-Disposition: form-data; name="_state"'
  return `--cut\r\n${head}\r\n\r\n${state}\r\n--cut--\r\n`
}
