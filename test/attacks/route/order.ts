import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { defineComponent, stale } from 'sealwax'
import { z } from 'zod'
import { createTestApp } from '../../koa/test-app.ts'
import { codeOf } from '../documented.ts'
import type { Run } from '../family.ts'
import { type Asked, fromPage, listen, type Visit, visit, type Wire } from '../wire.ts'

const views = fileURLToPath(new URL('../views', import.meta.url))

/** What is wrong in the world behind a call. */
interface Wrong {
  version: number
  allowed: boolean
  gone: boolean
  broken: boolean
}

/** A component that can be refused in every way. */
function createGate(wrong: Wrong, ran: string[]) {
  return defineComponent({
    name: 'gate',
    template: 'components/gate.njk',
    publicState: z.object({ size: z.coerce.number().default(1) }),
    get version() {
      return wrong.version
    },
    authorize: () => wrong.allowed,
    load() {
      if (wrong.gone) throw stale()
      return {}
    },
    methods: {
      pass: {
        once: true,
        params: z.object({ word: z.string().min(1) }),
        run() {
          ran.push('run gate.pass')
          if (wrong.broken) throw new Error('a bug')
        },
      },
    },
  })
}

/** A call that is to be refused, and where it comes from. */
interface Call {
  asked: Asked & { method: string; headers: [string, string][] }
  fields: Record<string, string>
  readonly site: Site
  readonly visit: Visit
}

type Site = Awaited<ReturnType<typeof openSite>>

async function openSite() {
  const wrong: Wrong = { version: 1, allowed: true, gone: false, broken: false }
  const ran: string[] = []
  const { app, world } = createTestApp({
    sealwax: { components: [createGate(wrong, ran)], views, badStates: false },
    pages: (ctx) => ctx.render('gate.njk'),
  })
  return { wrong, ran, world, wire: await listen(app) }
}

/** One thing that is wrong, and the code that says so. */
type Fault = readonly [code: string, make: (call: Call) => unknown]

/** In the order in which they are refused. */
const faults: readonly Fault[] = [
  ['MethodNotAllowed', ({ asked }) => Object.assign(asked, { method: 'PUT' })],
  ['UnsupportedType', ({ asked }) => asked.headers.push(['Content-Type', 'text/plain'])],
  ['TooLarge', ({ fields }) => Object.assign(fields, { padding: 'x'.repeat(2 ** 20) })],
  ['CrossSite', ({ asked }) => asked.headers.push(['Origin', 'https://evil.example'])],
  ['NotFound', ({ asked }) => Object.assign(asked, { path: '/_sealwax/gate/none' })],
  ['StateRejected', ({ fields }) => Object.assign(fields, { _state: `${fields['_state']}A` })],
  ['StateExpired', ({ site }) => Object.assign(site.world, { now: site.world.now + 90_000_000 })],
  ['StateOutdated', ({ site }) => Object.assign(site.wrong, { version: 2 })],
  ['StateReplayed', (call) => call.site.wire.send(goodCall(call.visit).asked)],
  ['Forbidden', ({ site }) => Object.assign(site.wrong, { allowed: false })],
  ['StaleComponentState', ({ site }) => Object.assign(site.wrong, { gone: true })],
  ['BadRequest', ({ fields }) => Object.assign(fields, { _public: '{' })],
  ['', ({ fields }) => Object.assign(fields, { word: '' })],
  ['InternalError', ({ site }) => Object.assign(site.wrong, { broken: true })],
]

function goodCall({ page, cookie }: Visit) {
  const fields: Record<string, string> = { _state: page.state('gate--1'), word: 'x' }
  const headers = fromPage({ cookie, htmx: true }).map(([name, value]): [string, string] => [
    name,
    value,
  ])
  const body = new URLSearchParams(fields).toString()
  const usual = { method: 'POST', path: '/_sealwax/gate/pass', headers }
  const typed = { ...usual, headers: [...headers, ['Content-Type', form] as const], body }
  return { fields, asked: typed, usual }
}

const form = 'application/x-www-form-urlencoded'

async function callWith(site: Site, wrong: readonly Fault[]) {
  Object.assign(site.wrong, { version: 1, allowed: true, gone: false, broken: false })
  const page = await visit(site.wire, '/gate')
  const { fields, usual } = goodCall(page)
  const call: Call = { site, visit: page, fields, asked: usual }
  // What asks the site itself comes before the world changes.
  const steps = wrong.toSorted(
    ([a], [b]) => Number(b === 'StateReplayed') - Number(a === 'StateReplayed'),
  )
  for (const [, make] of steps) await make(call)
  site.ran.length = 0
  const typed = call.asked.headers.some(([name]) => name === 'Content-Type')
  if (!typed) call.asked.headers.push(['Content-Type', form])
  return site.wire.send({ ...call.asked, body: new URLSearchParams(call.fields).toString() })
}

/** Makes several things wrong at once: the first one in the order has to be what is answered. */
export async function tryOrder(run: Run): Promise<void> {
  const site = await openSite()
  for (const wrong of subsets(faults, run.many({ short: 2, long: 3 }))) {
    const what = wrong.map(([code]) => code || 'InvalidInput').join(' and ')
    await run.try(`order of ${what || 'nothing wrong'}`, async () => {
      const answer = await callWith(site, wrong)
      const [[expected] = ['']] = wrong
      assert.equal(codeOf(answer), expected)
      if (expected === '') assert.equal(answer.status, wrong.length > 0 ? 422 : 200)
      const runs = wrong.length === 0 || expected === 'InternalError' ? ['run gate.pass'] : []
      assert.deepEqual(site.ran, runs)
    })
  }
}

/** All choices of at most so many, each in the given order. */
function subsets<T>(all: readonly T[], most: number): T[][] {
  if (all.length === 0 || most === 0) return [[]]
  const [first, ...rest] = all as [T, ...T[]]
  return [...subsets(rest, most), ...subsets(rest, most - 1).map((more) => [first, ...more])]
}

export type { Wire }
