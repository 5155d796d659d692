import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { defineComponent } from 'sealwax'
import { z } from 'zod'
import { readPage } from './page.ts'
import { createTestApp, type Response } from './test-app.ts'

const secret = 'secret 7331 of /srv/app/secret.ts'
/** What no browser is told: texts of exceptions, names of files, stacks. */
const inside = /secret|7331|\.(?:ts|js|njk)\b|node_modules|Error:|\n\s+at /

/** Places where an app's own code runs, in calls and on pages. */
const places = {
  args: { page: 500, htmx: 200, plain: 303 },
  'public state': { page: 500, htmx: 500, plain: 500 },
  state: { page: 500, htmx: 200, plain: 303 },
  init: { page: 500, htmx: 200, plain: 303 },
  authorize: { page: 200, htmx: 500, plain: 500 },
  load: { page: 500, htmx: 500, plain: 500 },
  params: { page: 200, htmx: 500, plain: 500 },
  method: { page: 200, htmx: 500, plain: 500 },
  migrate: { page: 200, htmx: 500, plain: 500 },
  template: { page: 500, htmx: 500, plain: 303 },
  reducer: { page: 500, htmx: 500, plain: 500 },
  // A state that can't be put together is one more that is not ours.
  reviver: { page: 200, htmx: 403, plain: 303 },
  'async reviver': { page: 200, htmx: 500, plain: 500 },
  principal: { page: 500, htmx: 500, plain: 500 },
}

type Place = keyof typeof places

/** An app that breaks where a test wants it to. */
function createFragileApp(development: boolean) {
  const broken = { place: undefined as Place | undefined, thrown: undefined as unknown, version: 1 }
  const breakAt = (place: Place) => {
    if (broken.place === place) throw broken.thrown
    return true
  }
  const sealwax = {
    development,
    components: [createFragile(broken, breakAt)],
    plugins: [createBoxes(broken, breakAt)],
    principal: () => void breakAt('principal'),
  }
  const { world, browser } = createTestApp({ sealwax, pages: (ctx) => ctx.render('fragile.njk') })
  return { broken, world, visitor: browser() }
}

type BreakAt = (place: Place) => boolean

function createFragile(broken: { version: number }, breakAt: BreakAt) {
  return defineComponent({
    name: 'fragile',
    template: 'components/fragile.njk',
    get version() {
      return broken.version
    },
    migrate(old) {
      breakAt('migrate')
      return old
    },
    args: z.object({}).refine(() => breakAt('args')),
    publicState: z.object({ note: z.string().default('') }).refine(() => breakAt('public state')),
    state() {
      breakAt('state')
      return { box: new Box() }
    },
    init() {
      breakAt('init')
      return {}
    },
    authorize: () => breakAt('authorize'),
    load() {
      breakAt('load')
      return { explode: () => breakAt('template') }
    },
    methods: {
      act: {
        params: z.object({}).refine(() => breakAt('params')),
        run: () => void breakAt('method'),
      },
    },
  })
}

class Box {
  readonly size = 1
}

function createBoxes(broken: { place: Place | undefined; thrown: unknown }, breakAt: BreakAt) {
  return {
    name: 'box',
    match: (value: unknown) => value instanceof Box,
    reduce() {
      breakAt('reducer')
      return 1
    },
    revive() {
      breakAt('reviver')
      if (broken.place === 'async reviver') return Promise.reject(broken.thrown)
      return new Box()
    },
  } as never
}

/** Breaks a place between a page and the call from it. */
async function answersOf(place: Place, thrown: unknown, development: boolean) {
  const { broken, world, visitor } = createFragileApp(development)
  const { action, fields } = readPage((await visitor.get('/')).text).press('fragile--1', 'act')
  Object.assign(broken, { place, thrown, version: place === 'migrate' ? 2 : 1 })
  const htmx = await visitor.htmx(action, fields)
  const plain = await visitor.post(action, fields)
  const page = await visitor.get('/')
  return { answers: { htmx, plain, page }, log: inspect(world.errors, { depth: 9 }) }
}

function assertSilent(answer: Response): void {
  const { date: _, ...headers } = answer.headers as Record<string, string>
  assert.doesNotMatch(`${JSON.stringify(headers)}\n${answer.text}`, inside)
}

const throwables: Record<string, unknown> = {
  'an error': new Error(secret),
  'an error that asks to be shown': Object.assign(new Error(secret), {
    status: 418,
    expose: true,
    headers: { 'X-Secret': secret },
  }),
  'a text': secret,
}

for (const development of [true, false]) {
  describe(`an exception in ${development ? 'development' : 'production'}`, () => {
    for (const place of Object.keys(places) as Place[]) {
      it(`tells its text to nobody but the log, thrown in ${place}`, async () => {
        for (const [name, thrown] of Object.entries(throwables)) {
          const { answers, log } = await answersOf(place, thrown, development)
          assert.match(log, /secret 7331/, name)
          for (const way of ['htmx', 'plain'] as const) {
            assert.equal(answers[way].status, places[place][way], `${way}: ${name}`)
            assertSilent(answers[way])
          }
          // What an app throws on a page of its own and wants to be shown is between it and Koa.
          if (name === 'an error') {
            assert.equal(answers.page.status, places[place].page)
            assertSilent(answers.page)
          }
        }
      })
    }
  })
}
