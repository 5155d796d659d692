import { SuperJSON } from 'superjson'
import { ConfigError, SealingBlocked } from '../errors.ts'
import { checkItems, checkValue } from './check-value.ts'
import { payloadOf } from './plugin-reviver.ts'
import type { CheckOptions } from './start-walk.ts'
import type { Json, TypePlugin } from './type-plugin.ts'

/** Name that our own types carry in superjson's format. */
export const customName = 'sealwax'

/** The half of a codec that writes. */
export interface Writer {
  /**
   * Writes a value of types on the allow-list in superjson's wire format.
   * @param root how paths in errors begin; `state`
   * @throws SealingBlocked when a value is not on the allow-list, naming its path
   */
  readonly write: (value: unknown, root?: string) => string
  /** Writes a list that the caller has just made: as `write`, but only its items are checked. */
  readonly writeItems: (list: readonly unknown[], root?: string) => string
  /**
   * Refuses what `write` does, and writes nothing.
   * @param root how paths in errors begin; `state`
   * @throws SealingBlocked as `write` does
   */
  readonly check: (value: unknown, root?: string) => void
}

/** Makes a writer. The check reduces what plugins stand for, since it knows the paths; superjson then only looks it up. */
export function createWriter(checking: CheckOptions): Writer {
  const reduced = new Map<unknown, Json[]>()
  const superjson = createSuperjson(reduced)
  // Tries no custom on every value: for states in which nothing is of a plugin.
  const bare = new SuperJSON()
  const options: CheckOptions = {
    ...checking,
    reduce: (plugin, value) => {
      if (!reduced.has(value)) reduced.set(value, reduce(plugin, value, checking))
    },
  }
  /** Of what is not written nothing is looked up. */
  const checkingOnly: CheckOptions = {
    ...checking,
    reduce: (plugin, value) => void reduce(plugin, value, checking),
  }
  const write = <T>(value: T, root: string, check: Check<T>): string => {
    try {
      if (check(value, root, options)) return `{"json":${JSON.stringify(value)}}`
      const { json, meta } = (reduced.size > 0 ? superjson : bare).serialize(value)
      // State is a tree: what superjson found to be shared is written, and read, as copies.
      const text =
        meta?.values === undefined ? { json } : { json, meta: { values: meta.values, v: 1 } }
      return JSON.stringify(text)
    } finally {
      if (reduced.size > 0) reduced.clear()
    }
  }
  return {
    write: (value, root = 'state') => write(value, root, checkValue),
    writeItems: (list, root = 'state') => write(list, root, checkItems),
    check: (value, root = 'state') => void checkValue(value, root, checkingOnly),
  }
}

type Check<T> = (value: T, root: string, options: CheckOptions) => boolean

/** One private writer with one custom, since superjson tries each custom on every value. */
function createSuperjson(reduced: ReadonlyMap<unknown, Json[]>): SuperJSON {
  const superjson = new SuperJSON()
  superjson.registerCustom<unknown, any>(
    {
      isApplicable: (value): value is unknown => reduced.has(value),
      serialize: (value) => reduced.get(value),
      deserialize: () => {
        throw new ConfigError('The reviver reads, never superjson.')
      },
    },
    customName,
  )
  return superjson
}

function reduce(plugin: TypePlugin, value: unknown, options: CheckOptions): Json[] {
  const payload = plugin.reduce(value) as Json
  // A value of another plugin is more than plain JSON too: types don't nest inside a payload.
  if (!checkValue(payload, payloadOf(plugin), options)) {
    throw new SealingBlocked(
      `Sealing blocked: plugin '${plugin.name}' reduced to more than plain JSON`,
    )
  }
  return plugin.version === undefined
    ? [plugin.name, payload]
    : [plugin.name, payload, plugin.version]
}
