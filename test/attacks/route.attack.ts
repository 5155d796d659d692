import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { createTestApp } from '../koa/test-app.ts'
import { assertDocumented, codeOf } from './documented.ts'
import type { Family, Run } from './family.ts'
import { type Attempt, chunked, type From, inChunks, write } from './route/attempt.ts'
import { bodies } from './route/bodies.ts'
import { heads } from './route/heads.ts'
import { tryOrder } from './route/order.ts'
import { paths } from './route/paths.ts'
import { some } from './some.ts'
import { type Answer, fromPage, listen, type Piece, soon, visit } from './wire.ts'

export const family: Family = {
  name: 'route',
  aims: 'a method that runs though it was not called, and a request that is answered in another way than documented',
  async attack(run) {
    const site = await openSite()
    for (const attempt of some(run, [...paths, ...bodies, ...heads], 2)) {
      await run.try(attempt.what, () => tryOne(site, attempt))
    }
    await trySlow(run, site)
    await tryOrder(run)
  },
}

type Site = Awaited<ReturnType<typeof openSite>>

/** A page of items that was opened, with the state of the first. */
async function openSite() {
  const { app, world } = createTestApp({ sealwax: { badStates: false } })
  const wire = await listen(app)
  const { page, cookie } = await visit(wire, '/items')
  const from: From = { cookie, state: page.state('item-1') }
  return { world, wire, from }
}

/** Milliseconds that no attempt may take, however large it is. */
const patience = 1000

async function tryOne({ world, wire, from }: Site, attempt: Attempt): Promise<void> {
  const asked = soon(() => {
    world.ran.length = 0
    return wire.raw(write(attempt, from))
  }, patience)
  const answer = await asked.catch((error: unknown) => cutOff(error, attempt))
  assert.deepEqual(methodsRun(world.ran), attempt.expect === 200 ? ['run item.touch'] : [])
  if (answer !== undefined) assertExpected(answer, attempt)
}

/** From Node 24 on a head that is too long may be answered by a connection that closes while it is still sent. */
function cutOff(error: unknown, { expect }: Attempt): undefined {
  if (expect !== 'http' || (error as { code?: unknown }).code !== 'ECONNRESET') throw error
}

function methodsRun(ran: readonly string[]): string[] {
  return ran.filter((step) => step.startsWith('run '))
}

function assertExpected(answer: Answer, { expect }: Attempt): void {
  const { status } = answer
  // A request that is none, a head that is too long, an expectation that nobody knows.
  if (expect === 'http') return assert([400, 417, 431].includes(status), `status ${status}`)
  if (expect === 'app') return assert.equal(status, 404)
  assertDocumented(answer)
  if (expect === 200) assert.equal(status, 200)
  else assert.equal(codeOf(answer), expect)
}

/** Bodies and heads that come a byte at a time, or end too soon. */
async function trySlow(run: Run, site: Site): Promise<void> {
  const { wire, world, from } = site
  const whole = write({ what: '', expect: 200 }, from).toString('latin1')
  const head = write({ what: '', headers: [inChunks], body: '', expect: 200 }, from)
  const chunk = chunked([`_state=${from.state}`])
  const pace = run.many({ short: 1, long: 20 })
  const slow: Record<string, readonly Piece[]> = {
    'a head that drips': [...drip(whole.slice(0, 60), pace), whole.slice(60)],
    'a body that drips': [whole.slice(0, -60), ...drip(whole.slice(-60), pace)],
    'chunks that drip': [head, ...drip(chunk.slice(0, 60), pace), chunk.slice(60)],
  }
  for (const [what, pieces] of Object.entries(slow)) {
    await run.try(what, async () => {
      world.ran.length = 0
      assertExpected(await wire.raw(...pieces), { what, expect: 200 })
      assert.deepEqual(methodsRun(world.ran), ['run item.touch'])
    })
  }
  await run.try('two requests in one', () => tryPipelined(site, whole))
  await tryStalled(run, site, whole)
}

function drip(text: string, pause: number): Piece[] {
  return Array.from(text).flatMap((byte) => [byte, pause])
}

/** A second request inside, or right behind, the body of a first one. */
async function tryPipelined({ wire, world, from }: Site, whole: string): Promise<void> {
  world.ran.length = 0
  const first = write(
    { what: '', path: '/_sealwax/item/none', headers: [['Connection', 'keep-alive']], expect: '' },
    from,
  )
  const both = await wire.raw(first.toString('latin1') + whole)
  assert.equal(both.status, 404)
  assert.match(both.text, /HTTP\/1\.1 200 OK/)
  assert.deepEqual(methodsRun(world.ran), ['run item.touch'])
}

/** Many who begin and say nothing more: others are answered, and their going is no error of the server. */
async function tryStalled(run: Run, { wire, world, from }: Site, whole: string): Promise<void> {
  world.errors.length = 0
  for (const [what, until] of [
    ['the head', 40],
    ['the body', -40],
  ] as const) {
    await run.try(`a crowd that stalls in ${what}`, async () => {
      const crowd: Socket[] = []
      for (let n = 0; n < run.many({ short: 50, long: 500 }); n++)
        crowd.push(await wire.open(whole.slice(0, until)))
      const page = { method: 'GET', path: '/items', headers: fromPage(from) }
      const answer = await soon(() => wire.send(page), patience)
      assert.equal(answer.status, 200)
      for (const socket of crowd) socket.destroy()
      await wire.send({ method: 'GET', path: '/plain', headers: fromPage(from) })
      assert(!world.errors.some((error) => (error as { code?: string }).code === 'InternalError'))
    })
  }
}
