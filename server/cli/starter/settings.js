import { randomBytes } from 'node:crypto'
import { newKey } from 'sealwax'

/** Reads what differs from one machine to the next. Production does without no secret. */
export function readSettings(env) {
  const isProduction = env.NODE_ENV === 'production'
  const secrets = (name, make) => {
    const given = env[name]?.split(',').filter(Boolean) ?? []
    if (given.length > 0) return given
    if (isProduction) throw new Error(`${name} is not set.`)
    return [make()]
  }
  return {
    keys: secrets('SEALWAX_KEYS', newKey),
    cookieKeys: secrets('COOKIE_KEYS', () => randomBytes(32).toString('base64url')),
    database: env.DATABASE_URL ?? 'file:data/guest-book.sqlite',
    port: Number(env.PORT ?? 3000),
    proxy: env.TRUST_PROXY === '1',
  }
}
