import { types } from 'node:util'

/** Something that lives as long as the process and grows with what is asked of it. */
export interface Cache {
  readonly name: string
  /** File that makes it. */
  readonly file: string
  /** Entries that it has at most. */
  readonly bound: number
  /** Why it has no more. */
  readonly because: string
  /** Tells it from all other collections, by one of its entries. */
  readonly is: (key: unknown, value: unknown) => boolean
}

/** Views and components of the demo, and then some. */
const written = 200

/**
 * What server/ keeps between requests in the demo as `npm start` runs it. Every other Map and Set there is a
 * constant, belongs to one request or is a WeakMap by request.
 */
export const caches: readonly Cache[] = [
  {
    name: 'once claims',
    file: 'server/core/call/once-store.ts',
    bound: 1_000_000,
    because: 'maxClaims; each claim leaves when it has expired',
    is: (key, value) => typeof key === 'string' && /^[\w-]{12}$/.test(key) && isTime(value),
  },
  {
    name: 'bad states',
    file: 'server/koa/bad-states.ts',
    bound: 10_000,
    because: 'maxAddresses; the oldest address leaves',
    is: (_, value) => isTime(partOf(value, 'until')) && typeof partOf(value, 'count') === 'number',
  },
  {
    name: 'keys',
    file: 'server/core/seal/keyring.ts',
    bound: 1000,
    because: 'maxKept, of one secret; the key that was not used for longest leaves',
    is: (key, value) => types.isKeyObject(value) && String(key).includes('sealwax'),
  },
  {
    name: 'views',
    file: 'server/nunjucks/compile/views-loader.ts',
    bound: written,
    because: 'files in the folders of views',
    is: (_, value) => Array.isArray(partOf(value, 'files')) && partOf(value, 'stamp') === '',
  },
  {
    name: 'root checks',
    file: 'server/nunjucks/compile/root-checks.ts',
    bound: written,
    because: 'templates of components',
    is: (_, value) => typeof partOf(value, 'isOpen') === 'boolean' && 'compiled' in Object(value),
  },
  {
    name: 'scripts',
    file: 'server/koa/scripts.ts',
    bound: 4,
    because: 'files that the route serves',
    is: (key, value) =>
      // The Map beside it says which file is meant by which path.
      typeof key === 'string' && key.endsWith('.js') && String(value).length > 500,
  },
  {
    name: 'checked schemas',
    file: 'server/core/toolkit.ts',
    bound: written,
    because: 'components',
    is: (key) => ['definition', 'methods'].every((name) => name in Object(key)),
  },
  {
    name: 'time zones',
    file: 'plugins/temporal-zones.ts',
    bound: 150_000,
    because:
      'zones and offsets that there are, by calendar; only what opens under a seal gets there',
    is: (key) => typeof key === 'string' && /^(full)?\[[A-Z+-]/.test(key),
  },
  {
    name: 'log-in tries',
    file: 'server/demo/account/log-in-limit.ts',
    bound: 100_000,
    because: 'each leaves after ten minutes; it is counted by address, of which there may be many',
    is: (key) => typeof key === 'string' && key.startsWith('log-in:'),
  },
]

function partOf(value: unknown, name: string): unknown {
  return (Object(value) as Record<string, unknown>)[name]
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 1e12
}
