import type { Redis } from 'ioredis'
import {
  type IRateLimiterOptions,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import { networkOf } from 'sealwax'

/** Bounds how often somebody may guess a password. */
export interface LogInLimit {
  /**
   * Makes a try, unless too many were wrong. One that was right makes those before it forgotten, of this name from
   * this address; one that failed, because the database was down for instance, does not count.
   * @param who tries, and whom they say they are
   * @param check returns `undefined` where they are not
   * @returns what the check returned
   * @throws TriedTooOften instead of a try
   */
  guard<T>(who: Claim, check: () => Promise<T | undefined>): Promise<T | undefined>
}

/** An address, such as `ctx.ip`, and a name. */
export interface Claim {
  readonly address: string
  readonly name: string
}

/** There were too many tries. */
export class TriedTooOften extends Error {
  /** Milliseconds until the next one. */
  readonly wait: number

  constructor(wait: number) {
    super(`Tried too often; in ${wait} ms once more.`)
    this.wait = wait
  }
}

const window = 10 * 60
/** Of one name, from one address. */
const ofName: IRateLimiterOptions = { keyPrefix: 'log-in:name', points: 10, duration: window }
/** Of all names, from one address: a company may share one. */
const ofAll: IRateLimiterOptions = { keyPrefix: 'log-in:all', points: 100, duration: window }

/**
 * Makes a limit for all processes that share a Redis; while it is down, each counts for itself.
 * @param redis none: this process counts for itself
 */
export function createLogInLimit(redis?: Redis): LogInLimit {
  const byName = createLimiter(ofName, redis)
  const byAddress = createLimiter(ofAll, redis)
  return {
    async guard({ address, name }, check) {
      const network = networkOf(address)
      const claim = `${network} ${name}`
      // Counted before it is known, so that many at a time are no way around.
      await count(byAddress, network)
      await count(byName, claim).catch(async (error: unknown) => {
        // No password was tried: others at this address must not pay for it.
        await byAddress.reward(network)
        throw error
      })
      const result = await check().catch(async (error: unknown) => {
        await Promise.all([byAddress.reward(network), byName.reward(claim)])
        throw error
      })
      if (result !== undefined) await Promise.all([byAddress.reward(network), byName.delete(claim)])
      return result
    },
  }
}

function createLimiter(options: IRateLimiterOptions, redis: Redis | undefined) {
  const ownLimiter = new RateLimiterMemory(options)
  if (redis === undefined) return ownLimiter
  return new RateLimiterRedis({
    ...options,
    storeClient: redis,
    insuranceLimiter: ownLimiter,
    rejectIfRedisNotReady: true,
  })
}

type Limiter = ReturnType<typeof createLimiter>

async function count(limiter: Limiter, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new TriedTooOften(refusal.msBeforeNext)
    throw refusal
  }
}
