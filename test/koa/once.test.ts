import assert from 'node:assert/strict'
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  createMemoryOnceStore,
  createRedisOnceStore,
  InvalidInput,
  newKey,
  type OnceStore,
} from 'sealwax'
import { startRedis, withRedis } from '../services/redis.ts'
import { assertErrorPage, assertHtmxError, assertRedirect } from './answer.ts'
import { item, openItems } from './items.ts'
import { readPage } from './page.ts'

const pay = `${item}/pay`
const touch = `${item}/touch`
const day = 24 * 60 * 60 * 1000
const replayed = { status: 409, code: 'StateReplayed' }

/** A store, and how it comes to answer no more. */
interface Tried {
  readonly onceStore: OnceStore
  readonly bringDown: () => Promise<void> | void
  readonly bringUp: () => Promise<void> | void
  readonly close: () => Promise<void> | void
}

const stores: Record<string, () => Tried | Promise<Tried>> = {
  'a store in memory'() {
    let now = 0
    const onceStore = createMemoryOnceStore({ maxClaims: 100, now: () => now })
    return {
      onceStore,
      bringDown: () => assert.rejects(() => fill(onceStore), /100 claims already/),
      bringUp() {
        now += 7 * day
      },
      close() {},
    }
  },
  async 'a store in Redis'() {
    const redis = await startRedis()
    const onceStore = createRedisOnceStore((...command) => redis.client.call(...command))
    return { onceStore, bringDown: redis.kill, bringUp: redis.restart, close: redis.close }
  },
}

for (const [name, open] of Object.entries(stores)) {
  describe(`a one-shot method with ${name}`, () => {
    let tried: Tried
    before(async () => {
      tried = await open()
    })
    after(() => tried.close())

    const openShop = async () => {
      const { visitor, state, world } = await openItems({ sealwax: { onceStore: tried.onceStore } })
      const ran = () => world.ran.filter((what) => what === 'run item.pay').length
      const htmx = (path: string, _state: string) => visitor.htmx(path, { _state })
      const after = async (path: string, _state: string) =>
        readPage((await htmx(path, _state)).text).state('item-1')
      return { visitor, world, state, ran, htmx, after }
    }

    it('runs once for a state, and a fresh component may run it again', async () => {
      const { visitor, state, ran, htmx } = await openShop()
      assert.equal((await htmx(pay, state)).status, 200)
      assertHtmxError(await htmx(pay, state), replayed)
      assertRedirect(await visitor.post(pay, { _state: state }), '/items')
      assert.equal(ran(), 1)
      const fresh = readPage((await visitor.get('/items')).text).state('item-1')
      assert.equal((await htmx(pay, fresh)).status, 200)
      assert.equal(ran(), 2)
    })

    it('gets its right back from no state that another method made', async () => {
      const { state, ran, htmx, after } = await openShop()
      const later = await after(touch, state)
      assert.equal((await htmx(pay, later)).status, 200)
      assertHtmxError(await htmx(pay, state), replayed)
      assertHtmxError(await htmx(pay, await after(touch, state)), replayed)
      assertHtmxError(await htmx(pay, await after(item, later)), replayed)
      assert.equal(ran(), 1)
    })

    it('runs again from the state that it answered with', async () => {
      const { state, ran, htmx, after } = await openShop()
      const paid = await after(pay, state)
      assert.equal((await htmx(pay, paid)).status, 200)
      assertHtmxError(await htmx(pay, paid), replayed)
      assert.equal(ran(), 2)
    })

    it('does not run for a click that was made before the answer to another', async () => {
      const { visitor, state, ran, htmx, after } = await openShop()
      const page = readPage((await visitor.get('/items')).text)
      const { _once = '', _state = '' } = Object.fromEntries(page.press('item-1', 'touch').fields)
      const newest = await after(pay, _state)
      // The script sends the newest state, and what else stood in the form at the click.
      assertHtmxError(await visitor.htmx(pay, { _state: newest, _once }), replayed)
      assert.equal((await visitor.htmx(touch, { _state: newest, _once })).status, 200)
      assert.equal(ran(), 1)
      assert.equal(
        (await visitor.htmx(pay, { _state: state, _once: 'x'.repeat(9999) })).status,
        200,
      )
      assert.equal((await htmx(pay, newest)).status, 200)
      assert.equal(ran(), 3)
    })

    it('keeps its claim when it throws', async () => {
      const { state, ran, htmx, world } = await openShop()
      world.act = () => {
        throw new Error('half done')
      }
      assert.equal((await htmx(pay, state)).status, 500)
      assertHtmxError(await htmx(pay, state), replayed)
      assert.equal(ran(), 1)
    })

    it('may run again from the form that says why it was refused, and from no other', async () => {
      const { state, ran, htmx, world } = await openShop()
      world.act = () => {
        throw new InvalidInput([{ path: '', message: 'Taken.' }])
      }
      const refused = await htmx(pay, state)
      assert.equal(refused.status, 422)
      world.act = () => undefined
      assertHtmxError(await htmx(pay, state), replayed)
      assert.equal((await htmx(pay, readPage(refused.text).state('item-1'))).status, 200)
      assert.equal(ran(), 2)
    })

    it('runs once for ten clicks at the same time', async () => {
      const { state, ran, htmx } = await openShop()
      const answers = await Promise.all(Array.from({ length: 10 }, () => htmx(pay, state)))
      const statuses = answers.map(({ status }) => status)
      assert.equal(statuses.filter((status) => status === 200).length, 1)
      assert.equal(statuses.filter((status) => status === 409).length, 9)
      assert.equal(ran(), 1)
    })

    it('does not run while the store is down, and runs when it is back', async () => {
      const { visitor, state, ran, htmx } = await openShop()
      await tried.bringDown()
      assertHtmxError(await htmx(pay, state), { status: 503, code: 'OnceStoreDown' })
      assertErrorPage(await visitor.post(pay, { _state: state }), 503)
      assert.equal(ran(), 0)
      assert.equal((await htmx(touch, state)).status, 200)
      await tried.bringUp()
      assert.equal((await htmx(pay, state)).status, 200)
      assertHtmxError(await htmx(pay, state), replayed)
      assert.equal(ran(), 1)
    })
  })
}

describe('a one-shot method in two processes', () => {
  const children: ChildProcess[] = []
  const urls: string[] = []

  before(async () => {
    const { port } = await withRedis()
    const script = fileURLToPath(new URL('once-process.ts', import.meta.url))
    const args = [String(port), newKey()]
    const options: ForkOptions = {
      execArgv: ['--conditions=sealwax-source', '--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }
    for (let n = 0; n < 2; n++) children.push(fork(script, args, options))
    urls.push(...(await Promise.all(children.map(urlOf))))
  })
  after(() => Promise.all(children.map(stop)))

  it('runs in exactly one of them, whoever is asked first', async () => {
    for (let round = 0; round < 20; round++) {
      const page = await fetch(`${urls[round % 2]}/items`)
      const Cookie = page.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ')
      const _state = readPage(await page.text()).state('item-1')
      const answers = await Promise.all(
        urls.map((url) =>
          fetch(url + pay, {
            method: 'POST',
            headers: { Cookie, 'HX-Request': 'true' },
            body: new URLSearchParams({ _state }),
          }),
        ),
      )
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 409]))
    }
    const ran = await Promise.all(urls.map(async (url) => (await fetch(`${url}/ran`)).text()))
    assert.equal(
      ran.reduce((sum, count) => sum + Number(count), 0),
      20,
    )
  })
})

async function fill(store: OnceStore): Promise<never> {
  for (let n = 0; ; n++) await store.claim(`filled ${n}`, 7 * day)
}

async function urlOf(child: ChildProcess): Promise<string> {
  const failed = once(child, 'exit').then(([code]) => assert.fail(`A process ended: ${code}`))
  const [url] = await Promise.race([once(child, 'message'), failed])
  return String(url)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}
