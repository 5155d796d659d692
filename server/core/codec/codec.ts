import { types } from 'node:util'
import { SuperJSON } from 'superjson'
import type { Ctx } from '../ctx.ts'
import { ConfigError, SealingBlocked, SealwaxError, StateRejected } from '../errors.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { Malformed } from './annotations.ts'
import { checkItems, checkValue } from './check-value.ts'
import {
  type Payload,
  parsePayload,
  type ReviveOptions,
  revive,
  UnsealingBlocked,
} from './revive.ts'
import type { CheckOptions, FindPlugin } from './start-walk.ts'
import type { Json, ReviveAt, TypePlugin } from './type-plugin.ts'

/** Writes and reads the text inside a seal. */
export interface Codec {
  /**
   * Writes a value of types on the allow-list in superjson's wire format.
   * @param root how paths in errors begin; `state`
   * @throws SealingBlocked when a value is not on the allow-list, naming its path
   */
  readonly write: (value: unknown, root?: string) => string
  /** Writes a list that the caller has just made: as `write`, but only its items are checked. */
  readonly writeItems: (list: readonly unknown[], root?: string) => string
  /**
   * Reads what `write` made.
   * @param at what plugins are told of the request; an empty context
   * @throws StateRejected for all else, with one message. What a plugin throws as stale passes, and so
   * does what its promise rejects with: a database that is down is not the state's fault
   */
  readonly read: (text: string, at?: ReviveAt) => Promise<unknown>
  /**
   * Takes a text apart, so that its plain part can be looked at before a plugin runs.
   * @throws StateRejected when it is not our format
   */
  readonly parse: (text: string) => Parsed
  /** Whether a plugin says how an object is written, not what fields it has. */
  readonly isTyped: (value: object) => boolean
}

/** A text that was taken apart. */
export interface Parsed {
  /** The JSON as it was written; no type is put back. What is revived may share parts of it. */
  readonly json: unknown
  /** Puts the types back. Throws as `read` does. */
  readonly revive: (at?: ReviveAt) => Promise<unknown>
}

/** Options of a codec. */
export interface CodecOptions {
  /** Types beside the built-in allow-list; none. */
  readonly plugins?: readonly TypePlugin[]
  /** Bounds of one text; `defaultLimits`. */
  readonly limits?: Limits
}

const customName = 'sealwax'

/**
 * Makes a codec: superjson writes, after a check; a reviver with an allow-list of types reads.
 * @param options `plugins` and `limits`
 * @throws ConfigError when two plugins have one name
 */
export function createCodec(options: CodecOptions = {}): Codec {
  const { limits = defaultLimits } = options
  const plugins = indexPlugins(options.plugins ?? [])
  const findPlugin = pluginFinder(plugins.list)
  const reviveWith = pluginReviver(plugins.byName, limits)
  const reviveAt = (payload: Payload, at: ReviveAt = { ctx: {} as Ctx }) =>
    reviveAll(payload, { limits, customName, revivePlugin: (written) => reviveWith(written, at) })
  return {
    ...createWriter({ limits, findPlugin }),
    parse(text) {
      const payload = takeApart(text)
      return { json: payload.json, revive: async (at) => reviveAt(payload, at) }
    },
    isTyped: (value) => findPlugin(value) !== undefined,
    read: async (text, at) => reviveAt(takeApart(text), at),
  }
}

function takeApart(text: string): Payload {
  return refusing(() => parsePayload(text))
}

function pluginFinder(plugins: readonly TypePlugin[]): FindPlugin {
  return (value) => {
    for (const plugin of plugins) if (plugin.match(value)) return plugin
    return undefined
  }
}

/** A promise only where a plugin gave one: most states have none, and each promise takes its time. */
function reviveAll(payload: Payload, options: ReviveOptions): unknown {
  const { value, awaited } = refusing(() => revive(payload, options))
  return awaited === undefined ? value : replay(payload, options, awaited)
}

async function replay(
  payload: Payload,
  options: ReviveOptions,
  awaited: readonly unknown[],
): Promise<unknown> {
  const replayed = await Promise.all(awaited)
  return refusing(() => revive(payload, { ...options, replayed }).value)
}

/** Whatever a text makes fail is one and the same refusal, but for a plugin that says why in our words. */
function refusing<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    // SealingBlocked is the check of a payload: what can't be sealed can't be unsealed.
    if (cause instanceof SealwaxError && !(cause instanceof SealingBlocked)) throw cause
    throw new StateRejected('a text that the codec did not write', cause)
  }
}

function indexPlugins(list: readonly TypePlugin[]) {
  const byName = new Map(list.map((plugin) => [plugin.name, plugin]))
  if (byName.size !== list.length) throw new ConfigError('Two type plugins have the same name.')
  return { list, byName }
}

/** The check reduces what plugins stand for, since it knows the paths; superjson then only looks it up. */
function createWriter(checking: CheckOptions): Pick<Codec, 'write' | 'writeItems'> {
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

function payloadOf({ name }: TypePlugin): string {
  return `payload of '${name}'`
}

const noPlugin = () => undefined

function pluginReviver(byName: ReadonlyMap<string, TypePlugin>, limits: Limits) {
  return (written: unknown, at: ReviveAt): unknown => {
    if (!Array.isArray(written) || typeof written[0] !== 'string') {
      throw new Malformed('not a plugin payload')
    }
    const [name, payload, version = 0] = written
    const plugin = byName.get(name)
    if (plugin === undefined) throw new UnsealingBlocked(name)
    // A number where the plugin has none: written by a newer release, in a form that this one can't know.
    const length = plugin.version === undefined ? [2] : [2, 3]
    if (!length.includes(written.length) || !Number.isSafeInteger(version)) {
      throw new Malformed('not a plugin payload')
    }
    // The payload is data of any shape until this check: forbidden keys and depth are refused here.
    checkValue(payload, payloadOf(plugin), { limits, findPlugin: noPlugin })
    const result = plugin.revive(validPayload(plugin, payload), version, at)
    return types.isPromise(result) ? result : refuseThenable(result)
  }
}

function validPayload(plugin: TypePlugin, payload: unknown): Json {
  const result = plugin.schema?.['~standard'].validate(payload)
  if (result === undefined) return payload as Json
  if (types.isPromise(result)) {
    result.catch(() => {})
    throw new ConfigError(`The schema of '${plugin.name}' has to be synchronous.`)
  }
  if (result.issues !== undefined)
    throw new TypeError(`a payload that '${plugin.name}' does not accept`)
  return result.value as Json
}

/** A thenable would be run by the next `await` that meets it. */
function refuseThenable(value: unknown): unknown {
  const { then } = Object(value) as { then?: unknown }
  if (typeof then === 'function') throw new TypeError('a plugin revived a thenable')
  return value
}
