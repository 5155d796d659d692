import { checkPositive } from '../check-options.ts'
import { type RedisStoreOptions, type SendCommand, withTimeout } from '../redis.ts'
import { randomId } from '../seal/random.ts'
import { type Bus, createListeners } from './bus.ts'
import { createReader, type Source, type Subscribe } from './redis-reader.ts'
import { createTopicLog } from './topic-log.ts'
import { createUnsent } from './unsent.ts'

/** Options of the bus in Redis. */
export interface RedisBusOptions extends RedisStoreOptions {
  /** Sends one command. */
  readonly send: SendCommand
  /** Listens to a channel, again by itself after a lost connection, as clients do. */
  readonly subscribe: Subscribe
  /** How many topics are remembered; 10,000. */
  readonly maxTopics?: number
  /** Milliseconds between two looks whether anything was missed; 2000. */
  readonly checkEvery?: number
}

/** A bus with connections. */
export interface RedisBus extends Bus {
  /** Ends the looking; the connections are the app's. */
  readonly close: () => void
}

/* Two keys, `at` and `log`: the number of the last publishing, and the number of each topic. */

/** Numbers begin again where they were lost: under another name, so that nobody takes them for the old ones. */
const begin = `
if redis.call('HSETNX', KEYS[1], 'epoch', ARGV[1]) == 1 then redis.call('DEL', KEYS[2]) end
local epoch = redis.call('HGET', KEYS[1], 'epoch')
`

/** In one go: who sees a number has all that came before it. */
const publishScript = `${begin}
local number = redis.call('HINCRBY', KEYS[1], 'number', 1)
local topics = {}
for at = 4, #ARGV do
  redis.call('ZADD', KEYS[2], number, ARGV[at])
  topics[at - 3] = ARGV[at]
end
local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[3])
if over > 0 then
  local gone = redis.call('ZPOPMIN', KEYS[2], over)
  redis.call('HSET', KEYS[1], 'forgotten', gone[#gone])
end
redis.call('PUBLISH', ARGV[2], cjson.encode({epoch, number, topics}))
return number`

/** All topics behind a number; of another row all that there are. */
const readScript = `${begin}
local at = redis.call('HMGET', KEYS[1], 'number', 'forgotten')
local from = epoch == ARGV[2] and '(' .. ARGV[3] or '-inf'
local topics = redis.call('ZRANGEBYSCORE', KEYS[2], from, '+inf', 'WITHSCORES')
return {epoch, at[1] or '0', at[2] or '0', topics}`

/**
 * Makes a bus for any number of processes. What was published while a process could not hear it, it finds in Redis
 * when it can again; what could not be published follows when Redis is back.
 * @param options `send` and `subscribe`; `prefix`, by default `{sealwax:live}:`, `timeout`, `maxTopics`, `checkEvery`
 * @returns the option `bus` of `createSealwax`
 * @throws ConfigError when a number is not above 0
 * @see Redis Pub/Sub; Redis commands EVAL, ZADD, ZPOPMIN
 */
export function createRedisBus(options: RedisBusOptions): RedisBus {
  const { maxTopics = 10_000, checkEvery = 2000 } = options
  checkPositive('createRedisBus:', { maxTopics, checkEvery })
  const row = createRow(options, maxTopics)
  const log = createTopicLog(maxTopics)
  const listeners = createListeners()
  const unsent = createUnsent(maxTopics, row.publish)
  const reader = createReader(log, listeners.tell, row)
  const started = reader.check()
  const timer = setInterval(() => void unsent.retry().then(() => reader.check()), checkEvery)
  timer.unref()
  return {
    position: log.position,
    hasChanged: log.hasChanged,
    versionOf: log.versionOf,
    listen: listeners.add,
    ready: () => started,
    close: () => clearInterval(timer),
    async publish(topics) {
      if (await unsent.send(topics)) return
      // Our own pages need not wait for Redis.
      log.touch(topics)
      listeners.tell(topics)
    },
  }
}

/** The row of numbers in Redis. */
function createRow(
  { send: sendCommand, subscribe, prefix = '{sealwax:live}:', timeout }: RedisBusOptions,
  maxTopics: number,
): Source & { publish: (topics: readonly string[] | undefined) => Promise<void> } {
  const send = withTimeout(sendCommand, timeout)
  const at = `${prefix}at`
  const keys = ['2', at, `${prefix}log`] as const
  const channel = `${prefix}news`
  return {
    channel,
    subscribe,
    look: () => send('HMGET', at, 'epoch', 'number'),
    read: (epoch, number) =>
      send('EVAL', readScript, ...keys, randomId(6), epoch, String(Math.floor(number))),
    forget: () => send('DEL', at),
    async publish(topics) {
      // So many that nobody knows which: with other numbers every page is drawn anew.
      if (topics === undefined) await send('DEL', at)
      const values = [channel, String(maxTopics), ...(topics ?? [])]
      await send('EVAL', publishScript, ...keys, randomId(6), ...values)
    },
  }
}
