import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Claim,
  createLogInLimit,
  type LogInLimit,
  TriedTooOften,
} from '../../../server/demo/account/log-in-limit.ts'
import { readPage } from '../../koa/page.ts'
import { createBrowser } from '../../koa/test-app.ts'
import { createClient, startRedis, withRedis } from '../../services/redis.ts'
import { openDemo } from '../demo-app.ts'

const address = '192.0.2.1'

type Result = 'right' | 'wrong' | 'fails'

/** One try. Returns milliseconds to wait, 0 where it was made. */
async function attempt(limit: LogInLimit, who: Partial<Claim> = {}, result: Result = 'wrong') {
  const check = async () => {
    if (result === 'fails') throw new Error('The database is down.')
    return result === 'right' || undefined
  }
  try {
    await limit.guard({ address, name: 'Ada', ...who }, check)
    return 0
  } catch (error) {
    return error instanceof TriedTooOften ? error.wait : 0
  }
}

/** How many of so many tries were made. */
async function made(
  limit: LogInLimit,
  tries: number,
  ...how: [who?: Partial<Claim>, result?: Result]
) {
  let count = 0
  for (let n = 0; n < tries; n++) if ((await attempt(limit, ...how)) === 0) count++
  return count
}

const makers: Record<string, () => Promise<LogInLimit>> = {
  'in a process': async () => createLogInLimit(),
  async 'in Redis'() {
    const { client } = await withRedis()
    await client.flushall()
    return createLogInLimit(client)
  },
}

for (const [where, make] of Object.entries(makers)) {
  describe(`createLogInLimit ${where}`, () => {
    it('allows ten wrong tries of a name from an address', async () => {
      const limit = await make()
      assert.equal(await made(limit, 12), 10)
      assert.equal(await made(limit, 1, {}, 'right'), 0)
      assert.equal(await made(limit, 1, { name: 'Grace' }), 1)
      assert.equal(await made(limit, 1, { address: '192.0.2.2' }), 1)
      const wait = await attempt(limit)
      assert.ok(wait > 500_000 && wait <= 600_000, String(wait))
    })

    it('allows ten of those that come at once', async () => {
      const limit = await make()
      const waits = await Promise.all(Array.from({ length: 20 }, () => attempt(limit)))
      assert.equal(waits.filter((wait) => wait === 0).length, 10)
    })

    it('allows a hundred from an address, whoever they say they are', async () => {
      const limit = await make()
      let count = 0
      for (let n = 0; n < 110; n++) count += await made(limit, 1, { name: `${n}` })
      assert.equal(count, 100)
      assert.equal(await made(limit, 1, { address: '192.0.2.2' }), 1)
    })

    it('lets nobody else at an address pay for tries of a name that is stopped', async () => {
      const limit = await make()
      assert.equal(await made(limit, 150, { name: 'Eve' }), 10)
      assert.equal(await made(limit, 1, {}, 'right'), 1)
    })

    it('goes on after many right ones at once', async () => {
      const limit = await make()
      const names = Array.from({ length: 120 }, (_, n) => ({ name: `${n}` }))
      await Promise.all(names.map((who) => attempt(limit, who, 'right')))
      assert.equal(await made(limit, 1, {}, 'right'), 1)
    })

    it('takes a network of IPv6 for one address', async () => {
      const limit = await make()
      let count = 0
      for (let n = 0; n < 12; n++) count += await made(limit, 1, { address: `2001:db8:1:2::${n}` })
      assert.equal(count, 10)
    })

    it('forgets what was wrong before one that was right', async () => {
      const limit = await make()
      for (let n = 0; n < 20; n++) {
        assert.equal(await made(limit, 4), 4)
        assert.equal(await made(limit, 1, {}, 'right'), 1)
      }
    })

    it('does not count tries that nobody could check', async () => {
      const limit = await make()
      assert.equal(await made(limit, 120, {}, 'fails'), 120)
      assert.equal(await made(limit, 1), 1)
    })
  })
}

describe('createLogInLimit across processes', () => {
  it('counts together, and each for itself while Redis is down', async () => {
    const server = await startRedis()
    const clients = [createClient(server.port), createClient(server.port)]
    try {
      await Promise.all(clients.map((client) => client.ping()))
      const [one, other] = clients.map((client) => createLogInLimit(client))
      assert(one && other)
      assert.equal((await made(one, 7)) + (await made(other, 7)), 10)
      await server.kill()
      const grace = { name: 'Grace' }
      assert.equal((await made(one, 12, grace)) + (await made(other, 12, grace)), 20)
    } finally {
      for (const client of clients) client.disconnect()
      await server.close()
    }
  })
})

describe('the log-in of the demo', () => {
  it('goes by the address that the proxy saw, not by what a client says of itself', async () => {
    const demo = await openDemo({ proxy: true })
    const visitor = createBrowser(demo.app)
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) {
      const _state = readPage((await visitor.get('/account')).text).state('log-in-main')
      const headers = { 'X-Forwarded-For': `198.51.100.${n}, ${address}` }
      const sent = { _state, name: 'Ada', password: n < 10 ? 'wrong' : 'bernoulli' }
      statuses.push((await visitor.post('/_sealwax/log-in/enter', sent, headers)).status)
    }
    assert.deepEqual(new Set(statuses), new Set([422]))
    await demo.close()
  })

  it('asks to wait after ten wrong passwords, also for the right one', async () => {
    const demo = await openDemo()
    const visitor = createBrowser(demo.app)
    const logIn = async (password: string) => {
      const _state = readPage((await visitor.get('/account')).text).state('log-in-main')
      return visitor.post('/_sealwax/log-in/enter', { _state, name: 'Ada', password })
    }
    for (let n = 0; n < 10; n++) assert.match((await logIn('wrong')).text, /do not belong together/)
    const { status, text } = await logIn('bernoulli')
    assert.equal(status, 422)
    assert.match(text, /tried too often. Try again in 10 minutes/)
    await demo.close()
  })
})
