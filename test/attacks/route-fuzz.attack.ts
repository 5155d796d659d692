import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { quickly } from './bounds.ts'
import { assertDocumented, assertDocumentedPlain, codeOf } from './documented.ts'
import type { Family } from './family.ts'
import { fuzz } from './fuzz.ts'
import { anyCase, type Case } from './route-fuzz/cases.ts'
import { openTargets } from './route-fuzz/sites.ts'
import { type Answer, fromPage } from './wire.ts'

export const family: Family = {
  name: 'route-fuzz',
  aims: 'a request that is a bug to the server, takes long, or is answered in another way than documented',
  async attack(run) {
    const targets = await openTargets()
    const met = new Set<string>()
    const before = heapUsed()
    await fuzz(run, {
      what: 'any request',
      cases: anyCase(targets),
      many: { short: 400, long: 20_000 },
      attempt: async (one) => void met.add(await tryCase(one)),
    })
    await run.try('has met each answer that such a request may get, and no other', () => {
      const few = run.many({ short: 1, long: 0 }) > 0
      assert.deepEqual(
        answers.filter((answer) => !few || met.has(answer)),
        [...met].toSorted(),
      )
    })
    await run.try('has left nothing in the memory', () => {
      const left = heapUsed() - before
      assert(left < maxLeft, `${left} bytes`)
    })
  },
}

/** Bytes that all requests together may leave behind, beside what is compiled and kept for the next. */
const maxLeft = 16 * 2 ** 20

/** By kind of request, their statuses and codes. */
const answers = [
  'htmx 200',
  'htmx 400 BadRequest',
  'htmx 403 CrossSite',
  'htmx 403 StateRejected',
  'htmx 404 NotFound',
  'htmx 409 StateReplayed',
  'htmx 422',
  'page 200',
  'plain 200',
  'plain 303',
  'plain 400',
  'plain 403',
  'plain 404',
  'plain 422',
]

const collectGarbage = gcOf()

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** Node has it behind a flag only. */
function gcOf(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** @returns what kind of answer came */
async function tryCase(one: Case): Promise<string> {
  const answer = await quickly(() => ask(one))
  assert.deepEqual(Object.keys(Object.prototype), [], 'every object has got a new property')
  return [one.kind, answer.status, codeOf(answer)].join(' ').trim()
}

async function ask(one: Case): Promise<Answer> {
  const { site, page, component } = one.target
  site.world.ran.length = 0
  site.world.errors.length = 0
  const headers = [
    ...fromPage({ ...site, htmx: one.kind === 'htmx' }),
    ...one.headers,
    ['Content-Type', one.type] as const,
  ]
  if (one.kind === 'page')
    return askPage(one, await site.wire.send({ method: 'GET', path: page + one.query, headers }))
  const path = ['/_sealwax', component, ...(one.method === '' ? [] : [one.method])].join('/')
  const answer = await site.wire.send({ path: path + one.query, headers, body: one.body })
  assert.notEqual(answer.status, 500, why(one))
  if (one.kind === 'htmx') assertDocumented(answer)
  else assertDocumentedPlain(answer)
  return answer
}

/** A page is drawn, whatever its query says. */
function askPage(one: Case, answer: Answer): Answer {
  assert.equal(answer.status, 200, why(one))
  assert.equal(answer.headers['cache-control'], 'private, no-store')
  return answer
}

/** The private cause, which the log has. */
function why({ target, body }: Case): string {
  return `${inspect(target.site.world.errors.at(-1), { depth: 4 }).slice(0, 3000)}\n${body.toString()}`
}
