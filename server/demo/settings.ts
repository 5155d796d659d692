import { randomBytes } from 'node:crypto'
import { join, parse, resolve } from 'node:path'
import { newKey } from 'sealwax'

/** How `npm start` runs the demo. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly databaseFile: string
  /** Absolute; next to the database where nothing else is said. */
  readonly filesFolder: string
  /** Sessions and once-claims are kept there; without it, in a cookie and in this process. */
  readonly redisUrl: string | undefined
  readonly proxy: boolean
  readonly keys: string[]
  readonly cookieKeys: string[]
  /** What the person at the terminal should know. */
  readonly notes: readonly string[]
}

/** A setting is missing or wrong; the message says which. */
export class SettingsError extends Error {}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads the settings from environment variables.
 * @throws SettingsError when production lacks keys, or the port is not one
 */
export function readSettings(env: Env): Settings {
  const keys = listOf(env.SEALWAX_KEYS)
  const cookieKeys = listOf(env.COOKIE_KEYS)
  const missing = [keys.length ? '' : 'SEALWAX_KEYS', cookieKeys.length ? '' : 'COOKIE_KEYS']
  const databaseFile = env.DATABASE_FILE || '.data/sealwax-demo.db'
  return {
    host: env.HOST || '127.0.0.1',
    port: portOf(env.PORT || '3000'),
    databaseFile,
    filesFolder: resolve(env.FILES_FOLDER || besideFile(databaseFile)),
    redisUrl: env.REDIS_URL || undefined,
    proxy: env.TRUST_PROXY === '1',
    notes: notesOn(missing.filter(Boolean), env.NODE_ENV === 'production'),
    keys: keys.length ? keys : [newKey()],
    cookieKeys: cookieKeys.length ? cookieKeys : [randomBytes(32).toString('base64url')],
  }
}

/** `.data/demo.db` has its files in `.data/demo-files`. */
function besideFile(file: string): string {
  const { dir, name } = parse(file)
  return join(dir, `${name}-files`)
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new SettingsError(`PORT must be a number from 0 to 65535, not "${text}".`)
}

function notesOn(missing: string[], production: boolean): string[] {
  if (missing.length === 0) return []
  const names = missing.join(' and ')
  if (!production) return [`Made keys for this run only (no ${names}): a restart ends open pages.`]
  throw new SettingsError(
    `Production needs ${names}: comma-separated, newest first. SEALWAX_KEYS come from ` +
      '`npx sealwax new-key`; COOKIE_KEYS are long random texts, such as `openssl rand -base64 32`.',
  )
}
