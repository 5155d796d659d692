import { randomBytes } from 'node:crypto'
import { join, parse, resolve } from 'node:path'
import { newKey } from 'sealwax'
import { isPostgresUrl } from './database.ts'
import { type LogLevel, logLevels } from './log.ts'

/** How `npm start` runs the demo. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** URL of a PostgreSQL, or path of a SQLite file. */
  readonly database: string
  /** Absolute; next to the database where nothing else is said. */
  readonly filesFolder: string
  /** Sessions, once-claims, limits and the bus are there; without it, in a cookie and in this process. */
  readonly redisUrl: string | undefined
  readonly proxy: boolean
  /** Which calls and errors are written to standard output; without it, errors go to the console. */
  readonly logLevel: LogLevel | undefined
  /** Whether pages have the inspector: not in production. */
  readonly inspector: boolean
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
 * @throws SettingsError when production lacks keys, or the port, the log level or the database's URL is none
 */
export function readSettings(env: Env): Settings {
  const keys = listOf(env.SEALWAX_KEYS)
  const cookieKeys = listOf(env.COOKIE_KEYS)
  const missing = [keys.length ? '' : 'SEALWAX_KEYS', cookieKeys.length ? '' : 'COOKIE_KEYS']
  const databaseFile = env.DATABASE_FILE || '.data/sealwax-demo.db'
  return {
    host: env.HOST || '127.0.0.1',
    port: portOf(env.PORT || '3000'),
    database: env.DATABASE_URL ? postgresUrl(env.DATABASE_URL) : databaseFile,
    filesFolder: resolve(env.FILES_FOLDER || besideFile(databaseFile)),
    redisUrl: env.REDIS_URL || undefined,
    proxy: env.TRUST_PROXY === '1',
    logLevel: levelOf(env.LOG_LEVEL || (env.NODE_ENV === 'production' ? 'info' : undefined)),
    inspector: env.NODE_ENV !== 'production',
    notes: notesOn(missing.filter(Boolean), env.NODE_ENV === 'production'),
    keys: keys.length ? keys : [newKey()],
    cookieKeys: cookieKeys.length ? cookieKeys : [randomBytes(32).toString('base64url')],
  }
}

function postgresUrl(url: string): string {
  if (isPostgresUrl(url) && URL.canParse(url)) return url
  // What was given instead may hold a password.
  throw new SettingsError(
    'DATABASE_URL must be one such as postgres://user:password@host/database.',
  )
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

function levelOf(text: string | undefined): LogLevel | undefined {
  const level = logLevels.find((name) => name === text)
  if (level === text) return level
  throw new SettingsError(`LOG_LEVEL must be one of ${logLevels.join(', ')}, not "${text}".`)
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
