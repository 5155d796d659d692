import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
// By the package's name: mutants, of which each would wait for a real Redis, are none of its business.
import { createRedisBus, type RedisBusOptions } from 'sealwax'
import { atEnd } from '../../at-end.ts'
import { createClient, type RedisServer, startRedis, withRedis } from '../../services/redis.ts'

let prefixes = 0

/** Buses of as many processes. */
async function openBuses(
  count: number,
  options: Partial<RedisBusOptions> = {},
  server?: RedisServer,
) {
  const ends: (() => void)[] = []
  // Behind a wait for what another test has started, it would belong to none.
  atEnd(() => ends.forEach((end) => end()))
  const redis = server ?? (await withRedis())
  const prefix = options.prefix ?? `{bus-${++prefixes}}:`
  const connect = () => {
    const client = createClient(redis.port)
    ends.push(() => client.disconnect())
    return client
  }
  const buses = Array.from({ length: count }, () => {
    const sender = connect()
    const listener = connect()
    const bus = createRedisBus({
      send: (...command) => sender.call(...command),
      subscribe(channel, hear) {
        listener.on('message', (_, text) => hear(text))
        return listener.subscribe(channel)
      },
      checkEvery: 50,
      ...options,
      prefix,
    })
    ends.push(bus.close)
    const heard: (string | undefined)[] = []
    bus.listen((topics) => heard.push(...(topics ?? [undefined])))
    return { ...bus, heard, listener, sender }
  })
  for (const { ready } of buses) await ready?.()
  await until(() => new Set(buses.map(({ position }) => position())).size === 1)
  const { sender } = buses[0] as (typeof buses)[0]
  await until(async () => {
    const [, listeners] = (await sender.call('PUBSUB', 'NUMSUB', `${prefix}news`)) as [
      string,
      number,
    ]
    return listeners >= count
  })
  for (const { heard } of buses) heard.length = 0
  return { buses, prefix, sender }
}

async function until(condition: () => unknown): Promise<void> {
  const end = Date.now() + 15_000
  while (!(await condition())) {
    assert.ok(Date.now() < end, `never: ${String(condition)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

type Bus = Awaited<ReturnType<typeof openBuses>>['buses'][0]

const pair = async (options?: Partial<RedisBusOptions>, server?: RedisServer) => {
  const { buses, ...rest } = await openBuses(2, options, server)
  return { a: buses[0] as Bus, b: buses[1] as Bus, ...rest }
}

describe('createRedisBus', () => {
  it('tells every process, each once, in one order', async () => {
    const { a, b } = await pair()
    await a.publish(['x', 'y'])
    await b.publish(['z'])
    for (const { heard } of [a, b]) {
      await until(() => heard.length >= 3)
      assert.deepEqual(heard, ['x', 'y', 'z'])
    }
    assert.equal(a.position(), b.position())
  })

  it('has positions that mean the same to each process', async () => {
    const { a, b } = await pair()
    const before = a.position()
    await a.publish(['x'])
    await until(() => b.heard.length > 0)
    assert.deepEqual([b.hasChanged('x', before), b.hasChanged('y', before)], [true, false])
    assert.equal(b.hasChanged('x', b.position()), false)
    assert.equal(a.versionOf('x'), b.versionOf('x'))
  })

  it('knows in a process that starts later what was published before', async () => {
    const { a, b, prefix } = await pair()
    const before = a.position()
    await a.publish(['x'])
    await until(() => b.heard.length > 0)
    const late = (await openBuses(1, { prefix })).buses[0] as Bus
    assert.deepEqual([late.hasChanged('x', before), late.hasChanged('y', before)], [true, false])
  })

  it('misses nothing while a process can not hear', async () => {
    const { a, b, sender } = await pair()
    await a.publish(['x'])
    await until(() => b.heard.length === 1)
    const before = b.position()
    // Its channel is closed, and opens again behind the publishing.
    await b.listener.unsubscribe()
    await a.publish(['y', 'z'])
    await until(() => b.heard.length === 3)
    assert.deepEqual(new Set(b.heard), new Set(['x', 'y', 'z']))
    assert.deepEqual([b.hasChanged('y', before), b.hasChanged('x', before)], [true, false])
    assert.equal(a.position(), b.position())
    assert.equal(sender.status, 'ready')
  })

  it('fails no publishing while Redis is down, tells its own pages, and all when it is back', async () => {
    const server = await startRedis({ keeps: true })
    atEnd(() => server.close())
    const { a, b } = await pair({ timeout: 200 }, server)
    await a.publish(['x'])
    await until(() => b.heard.length === 1)
    const before = a.position()
    await server.kill()
    await a.publish(['y'])
    await a.publish(['z'])
    assert.deepEqual(a.heard, ['x', 'y', 'z'])
    assert.equal(a.hasChanged('y', before), true)
    assert.equal(b.heard.length, 1)
    await server.restart()
    await until(() => b.heard.includes('y') && b.heard.includes('z'))
    assert.ok(!b.heard.includes(undefined))
    await until(() => a.position() === b.position())
    await b.publish(['w'])
    await until(() => a.heard.includes('w'))
  })

  it('has all drawn anew when Redis comes back without what it had', async () => {
    const server = await startRedis()
    atEnd(() => server.close())
    const { a, b } = await pair({ timeout: 200 }, server)
    for (let n = 0; n < 5; n++) await a.publish(['x'])
    await until(() => b.heard.length === 5)
    const before = b.position()
    await server.kill()
    await server.restart()
    await until(() => b.heard.includes(undefined) && a.heard.includes(undefined))
    assert.equal(b.hasChanged('y', before), true)
    await a.publish(['w'])
    await until(() => b.heard.includes('w'))
  })

  it('has all drawn anew when a replica takes over that has not heard all', async () => {
    const { a, b, sender, prefix } = await pair()
    for (let n = 0; n < 5; n++) await a.publish([`t${n}`])
    await until(() => b.heard.length === 5)
    const before = b.position()
    await sender.call('HSET', `${prefix}at`, 'number', '3')
    await until(() => b.heard.includes(undefined) && a.heard.includes(undefined))
    await until(() => a.position() === b.position())
    assert.equal(b.hasChanged('other', before), true)
    assert.notEqual(b.position().split('.')[0], before.split('.')[0])
  })

  it('remembers as many topics as it may, in Redis too', async () => {
    const { a, b, sender, prefix } = await pair({ maxTopics: 3 })
    const before = b.position()
    for (const topic of ['k', 'l', 'm']) await a.publish([topic])
    await until(() => b.heard.length === 3)
    assert.equal(b.hasChanged('z', before), false)
    await a.publish(['n', 'o'])
    await until(() => b.heard.length === 5)
    assert.equal(b.hasChanged('z', before), true)
    assert.equal(await sender.call('ZCARD', `${prefix}log`), 3)
    assert.equal(await sender.call('HGET', `${prefix}at`, 'forgotten'), '2')
  })

  it('has all drawn anew when more was unsent than it remembers', async () => {
    const server = await startRedis({ keeps: true })
    atEnd(() => server.close())
    const { a, b } = await pair({ timeout: 200, maxTopics: 3 }, server)
    await server.kill()
    for (let n = 0; n < 10; n++) await a.publish([`t${n}`])
    await server.restart()
    await until(() => b.heard.includes(undefined))
    await until(() => a.position() === b.position())
  })

  it('takes what others say on its channel for no more than a reason to look', async () => {
    const { a, b, sender, prefix } = await pair()
    for (const text of ['', 'x', '[]', '{}', '[1,2,3]', '["a",1,["b"]]']) {
      await sender.call('PUBLISH', `${prefix}news`, text)
    }
    await a.publish(['x'])
    await until(() => b.heard.includes('x'))
    assert.deepEqual(b.heard, ['x'])
  })

  it('refuses numbers that are none', () => {
    const given = { send: async () => null, subscribe: () => {} }
    for (const wrong of [{ maxTopics: 0 }, { checkEvery: Number.NaN }]) {
      assert.throws(() => createRedisBus({ ...given, ...wrong }), { code: 'ConfigError' })
    }
  })
})
