import assert from 'node:assert/strict'
import { createTestApp } from '../koa/test-app.ts'
import {
  add,
  createUploadSite,
  multipartType,
  png,
  multipart as writeParts,
} from '../koa/uploads/upload-site.ts'
import { fetchSites, type Setup, setups, strangers } from './cross-site/origins.ts'
import { assertDocumented, assertDocumentedPlain, codeOf } from './documented.ts'
import type { Family, Run } from './family.ts'
import { some } from './some.ts'
import { type Answer, type Headers, host, listen, visit, type Wire } from './wire.ts'

export const family: Family = {
  name: 'cross-site',
  aims: 'a call that another site has made in the name of a visitor',
  async attack(run) {
    for (const setup of setups) await trySetup(run, setup)
    await run.try('files from another site', tryFiles)
  },
}

/** What a page of any site can send without asking first. */
const simpleTypes = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=cut',
  'text/plain',
]

async function trySetup(run: Run, setup: Setup): Promise<void> {
  const { app, world } = createTestApp(setup.options)
  const wire = await listen(app)
  const { page, cookie } = await visit(wire, '/items')
  const site: Site = { wire, ran: world.ran, cookie, state: page.state('item-1') }
  const calls = callsOf(setup)
  // Older browsers say nothing but the origin.
  const older = calls.filter(({ fetchSite }) => fetchSite === undefined)
  for (const call of new Set([...some(run, calls, 20), ...some(run, older, 3)])) {
    const what = `${setup.name}, Origin ${call.origin}, Sec-Fetch-Site ${call.fetchSite}`
    await run.try(what, () => tryCall(site, call))
  }
}

/** Each origin with each word of the browser. */
function callsOf(setup: Setup): Call[] {
  const origins: readonly (readonly [origin: string | undefined, isOurs: boolean | undefined])[] = [
    [undefined, undefined],
    ...setup.ours.map((origin) => [origin, true] as const),
    ...[...setup.others, ...strangers].map((origin) => [origin, false] as const),
  ]
  // The browser's own word for it comes first; without both the state is the token.
  return origins.flatMap(([origin, isOurs]) =>
    fetchSites.map(([fetchSite, isSame]) => {
      return { setup, origin, fetchSite, allowed: isSame ?? isOurs ?? true }
    }),
  )
}

interface Site {
  readonly wire: Wire
  readonly ran: string[]
  readonly cookie: string
  readonly state: string
}

interface Call {
  readonly setup: Setup
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly allowed: boolean
}

/** Sends one call in every way in which a page can. */
async function tryCall({ wire, ran, cookie, state }: Site, call: Call): Promise<void> {
  const said: Headers = [
    ...call.setup.headers,
    ['Cookie', cookie],
    ...(call.origin === undefined ? [] : [['Origin', call.origin] as const]),
    ...(call.fetchSite === undefined ? [] : [['Sec-Fetch-Site', call.fetchSite] as const]),
  ]
  for (const type of simpleTypes) {
    const body = type.startsWith('multipart')
      ? writeParts([{ name: '_state', value: state }])
      : `_state=${state}`
    for (const htmx of [true, false]) {
      ran.length = 0
      const headers = [...said, ['Content-Type', type] as const, ...(htmx ? [isHtmx] : [])]
      const answer = await wire.send({ path: '/_sealwax/item/touch', headers, body })
      const allowed = call.allowed && type !== 'text/plain'
      assert.equal(ran.includes('run item.touch'), allowed)
      if (htmx)
        assertCode(answer, type === 'text/plain' ? 'UnsupportedType' : allowed ? '' : 'CrossSite')
      else assertDocumentedPlain(answer)
    }
  }
  await tryGet(wire, ran, said)
}

const isHtmx = ['HX-Request', 'true'] as const

function assertCode(answer: Answer, code: string): void {
  assertDocumented(answer)
  assert.equal(codeOf(answer), code)
}

/** An image or a link of another page: nothing runs, and nothing is told. */
async function tryGet(wire: Wire, ran: string[], headers: Headers): Promise<void> {
  ran.length = 0
  const answer = await wire.send({ method: 'GET', path: '/_sealwax/item/touch?_state=x', headers })
  assert.equal(answer.status, 405)
  assert.deepEqual(ran, [])
}

/** Files of another site are refused before one of them is stored. */
async function tryFiles(): Promise<void> {
  const site = createUploadSite()
  const wire = await listen(site.app)
  const { page, cookie } = await visit(wire, '/album')
  const body = writeParts([
    { name: '_state', value: page.state('album-1') },
    { name: 'photo', filename: 'sea.png', value: png() },
  ])
  const headers: Headers = [
    ['Host', host],
    ['Cookie', cookie],
    ['Content-Type', multipartType],
    isHtmx,
  ]
  let stored: readonly string[] = []
  site.album.act = () => {
    stored = site.stored()
  }
  const evil = [...headers, ['Origin', 'https://evil.example'] as const]
  assertCode(await wire.send({ path: add, headers: evil, body }), 'CrossSite')
  assert.deepEqual(site.album.ran, [])
  assertCode(await wire.send({ path: add, headers, body }), '')
  assert.equal(stored.length, 2)
}
