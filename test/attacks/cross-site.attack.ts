import assert from 'node:assert/strict'
import { createTestApp, type TestAppOptions } from '../koa/test-app.ts'
import {
  add,
  createUploadSite,
  multipartType,
  png,
  multipart as writeParts,
} from '../koa/uploads/upload-site.ts'
import { assertDocumented, assertDocumentedPlain, codeOf } from './documented.ts'
import type { Family, Run } from './family.ts'
import { type Answer, type Headers, host, listen, visit, type Wire } from './wire.ts'

export const family: Family = {
  name: 'cross-site',
  aims: 'a call that another site has made in the name of a visitor',
  async attack(run) {
    for (const setup of setups) await trySetup(run, setup)
    await run.try('files from another site', tryFiles)
  },
}

/** A way to reach the site, and what its own pages send as their origin. */
interface Setup {
  readonly name: string
  readonly options: TestAppOptions
  readonly headers: Headers
  readonly ours: readonly string[]
  /** Origins that are somebody else's here. */
  readonly others: readonly string[]
}

const forwarded: Headers = [
  ['Host', 'inside:3000'],
  ['X-Forwarded-Host', host],
  ['X-Forwarded-Proto', 'https'],
]

const setups: readonly Setup[] = [
  {
    name: 'directly',
    options: {},
    headers: [['Host', host]],
    ours: [`http://${host}`],
    others: [`https://${host}`],
  },
  {
    name: 'on a port of its own',
    options: {},
    headers: [['Host', `${host}:8080`]],
    ours: [`http://${host}:8080`],
    others: [`http://${host}`, `http://${host}:80`, `http://${host}:80800`, `https://${host}:8080`],
  },
  {
    name: 'behind a proxy',
    options: { proxy: true },
    headers: forwarded,
    ours: [`https://${host}`],
    others: [`http://${host}`, 'http://inside:3000', 'https://inside:3000', `https://${host}:3000`],
  },
  {
    name: 'behind a proxy that is not trusted',
    options: {},
    headers: [
      ['Host', host],
      ['X-Forwarded-Host', 'evil.example'],
      ['X-Forwarded-Proto', 'https'],
    ],
    ours: [`http://${host}`],
    others: [`https://${host}`, 'https://evil.example', 'http://evil.example'],
  },
  {
    name: 'by a second name',
    options: { sealwax: { origins: ['https://www.site.example', 'http://localhost:3000'] } },
    headers: [['Host', host]],
    ours: [`http://${host}`, 'https://www.site.example', 'http://localhost:3000'],
    others: [
      'http://www.site.example',
      'https://www.site.example:444',
      'http://localhost',
      'https://w.site.example',
    ],
  },
  {
    name: 'by a number',
    options: {},
    headers: [['Host', '[::1]:3000']],
    ours: ['http://[::1]:3000'],
    others: [
      'http://[::1]',
      'http://[0:0:0:0:0:0:0:1]:3000',
      'http://127.0.0.1:3000',
      'http://localhost:3000',
    ],
  },
]

/** Origins that are nobody's own site, whatever way it is reached. */
const strangers: readonly string[] = [
  'null',
  'NULL',
  ' null',
  '*',
  'undefined',
  'about:blank',
  'file://',
  'data:',
  'blob:null',
  'https://evil.example',
  'http://evil.example:80',
  `http://${host}.evil.example`,
  `http://evil-${host}`,
  `http://a.${host}`,
  'http://site.exampl',
  'http://site.example.',
  `http://${host}/`,
  `http://${host}/x`,
  `http://${host}?`,
  `http://${host}#`,
  `http://x@${host}`,
  `http://x:y@${host}`,
  `//${host}`,
  host,
  `HTTP://${host}`,
  'http://SITE.example',
  `http:/${host}`,
  `http:${host}`,
  `ftp://${host}`,
  `ws://${host}`,
  `http://${host}, http://evil.example`,
  `http://evil.example http://${host}`,
  `http://${host} `.concat('x'),
  `http://${host}:0`,
  `http://${host}:80`,
  `http://${host}:`,
  `http://${host}:443`,
  `http://${host}%00`,
  'http://sïte.example',
  'http://xn--ste-xla.example',
  `chrome-extension://${'a'.repeat(32)}`,
  'x'.repeat(9e3),
]

/** What a browser says of where a request comes from, and whether that is us. */
const fetchSites: readonly (readonly [site: string | undefined, isOurs: boolean | undefined])[] = [
  [undefined, undefined],
  ['same-origin', true],
  ['same-site', false],
  ['cross-site', false],
  ['none', false],
  ['Same-Origin', false],
  ['same-origin, cross-site', false],
  ['same-origin;a', false],
  ['?1', false],
  ['null', false],
]

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
  for (const call of callsOf(setup, run.many({ short: 0, long: 1 }) > 0)) {
    const what = `${setup.name}, Origin ${call.origin}, Sec-Fetch-Site ${call.fetchSite}`
    await run.try(what, () => tryCall(site, call))
  }
  await wire.close()
}

/** Each origin with each word of the browser, or only those where one of both says nothing special. */
function callsOf(setup: Setup, all: boolean): Call[] {
  const origins: readonly (readonly [origin: string | undefined, isOurs: boolean | undefined])[] = [
    [undefined, undefined],
    ...setup.ours.map((origin) => [origin, true] as const),
    ...[...setup.others, ...strangers].map((origin) => [origin, false] as const),
  ]
  return origins.flatMap(([origin, isOurs]) =>
    fetchSites
      .filter(([fetchSite]) => all || fetchSite === undefined || isOurs !== false)
      // The browser's own word for it comes first; without both the state is the token.
      .map(([fetchSite, isSame]) => ({
        setup,
        origin,
        fetchSite,
        allowed: isSame ?? isOurs ?? true,
      })),
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
  await wire.close()
}
