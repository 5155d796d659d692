import { type RedisStoreOptions, type SendCommand, setKey, withTimeout } from '../../core/rooms.ts'

/** A `store` as koa-session wants it. */
export interface SessionStore {
  readonly get: (key: string, maxAge: number, at: AtRequest) => Promise<object | null>
  readonly set: (...write: Write) => Promise<void>
  readonly destroy: (key: string, at: AtRequest) => Promise<void>
}

type Write = [key: string, session: object, maxAge: number, at: AtRequest]

/** What koa-session says of the request. */
interface AtRequest {
  readonly ctx?: any
}

/** What koa-session takes where no other time is set. */
const day = 24 * 60 * 60 * 1000

/**
 * Makes a store for koa-session in which an ended session stays ended: a request that has read a session
 * writes it only while it is there, so that a slow one can't bring it back after a logout.
 * @param sendCommand sends one command
 * @param options `prefix`, by default `sealwax:session:`, and `timeout`
 * @returns the option `store` of koa-session
 * @see koa-session, external session stores
 */
export function createRedisSessionStore(
  sendCommand: SendCommand,
  { prefix = 'sealwax:session:', timeout }: RedisStoreOptions = {},
): SessionStore {
  const send = withTimeout(sendCommand, timeout)
  /** Key of the session that a request has read or made. */
  const known = new WeakMap<object, string>()
  return {
    async get(key, _, { ctx }) {
      const session = readSession(await send('GET', prefix + key))
      if (session !== null) known.set(ctx, key)
      return session
    },
    async set(...[key, session, maxAge, { ctx }]) {
      const when = known.get(ctx) === key ? 'XX' : 'NX'
      const value = JSON.stringify(session)
      const isSet = await setKey(send, { key: prefix + key, value, when, maxAge: toNumber(maxAge) })
      if (isSet) known.set(ctx, key)
      else if (when === 'NX') throw new Error('The key of a new session is taken.')
    },
    async destroy(key, { ctx }) {
      known.delete(ctx)
      await send('DEL', prefix + key)
    },
  }
}

/** koa-session hands over the word `session` where the cookie ends with the browser. */
function toNumber(maxAge: unknown): number {
  return typeof maxAge === 'number' ? maxAge : day
}

/** What is no session, though it stands in its place, must not be an error page for ever. */
function readSession(text: unknown): object | null {
  try {
    const session: unknown = JSON.parse(String(text))
    return typeof session === 'object' ? session : null
  } catch {
    return null
  }
}
