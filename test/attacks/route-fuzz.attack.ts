import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { assertDocumented, assertDocumentedPlain } from './documented.ts'
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
    await fuzz(run, {
      what: 'any request',
      cases: anyCase(targets),
      many: { short: 400, long: 20_000 },
      attempt: tryCase,
    })
    for (const wire of new Set(targets.map(({ site }) => site.wire))) await wire.close()
  },
}

/** Milliseconds for each answer. */
const patience = 250

/** Asks once more where an answer was late: on a busy machine that is no fault of the request. */
async function tryCase(one: Case): Promise<void> {
  let took = Infinity
  for (let tries = 0; tries < 3 && took > patience; tries++) took = (await ask(one)).took
  assert(took < patience, `${took} ms`)
}

async function ask(one: Case): Promise<Answer> {
  const { site, page, component } = one.target
  site.world.ran.length = 0
  site.world.errors.length = 0
  const headers = [
    ...fromPage({ ...site, htmx: one.kind === 'htmx' }),
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
