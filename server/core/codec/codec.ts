import { types } from 'node:util'
import SuperJSON from 'superjson'
import { ConfigError, SealingBlocked, SealwaxError, StateRejected } from '../errors.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { builtInPlugins } from './built-in-plugins.ts'
import { checkValue } from './check.ts'
import { revive } from './revive.ts'
import type { Json, TypePlugin } from './type-plugin.ts'

/** Writes and reads the text inside a seal. */
export interface Codec {
  /**
   * Writes a value of safe types in superjson's wire format.
   * @param root how paths in errors begin
   * @throws SealingBlocked when a value is not on the safe list, naming its path
   */
  readonly write: (value: unknown, root?: string) => string
  /**
   * Reads what `write` made.
   * @throws StateRejected for all else, with one message; what a plugin throws as stale passes
   */
  readonly read: (text: string) => Promise<unknown>
}

export interface CodecOptions {
  readonly plugins?: readonly TypePlugin[]
  readonly limits?: Limits
}

const customName = 'sealwax'

/**
 * Makes a codec: superjson writes, after a check; a reviver with a closed list of types reads.
 * @throws ConfigError when two plugins have one name
 */
export function createCodec(options: CodecOptions = {}): Codec {
  const { limits = defaultLimits } = options
  const plugins = indexPlugins([...builtInPlugins, ...(options.plugins ?? [])])
  const findPlugin = (value: object) => plugins.list.find((plugin) => plugin.match(value))
  const superjson = createWriter(findPlugin)
  const revivePlugin = pluginReviver(plugins.byName)
  return {
    write(value, root = 'state') {
      if (checkValue(value, root, { limits, findPlugin }))
        return `{"json":${JSON.stringify(value)}}`
      const { json, meta } = superjson.serialize(value)
      // State is a tree: what superjson found to be shared is written, and read, as copies.
      const text =
        meta?.values === undefined ? { json } : { json, meta: { values: meta.values, v: 1 } }
      return JSON.stringify(text)
    },
    async read(text) {
      try {
        return await revive(text, { limits, revivePlugin, customName })
      } catch (cause) {
        if (cause instanceof SealwaxError) throw cause
        throw new StateRejected('a text that the codec did not write', cause)
      }
    },
  }
}

function indexPlugins(list: readonly TypePlugin[]) {
  const byName = new Map(list.map((plugin) => [plugin.name, plugin]))
  if (byName.size !== list.length) throw new ConfigError('Two type plugins have the same name.')
  return { list, byName }
}

/** One private writer with one custom, since superjson tries each custom on every value. */
function createWriter(findPlugin: (value: object) => TypePlugin | undefined): SuperJSON {
  const superjson = new SuperJSON()
  const pluginOf = (value: unknown) =>
    typeof value === 'object' && value !== null ? findPlugin(value) : undefined
  superjson.registerCustom<unknown, any>(
    {
      isApplicable: (value): value is unknown => pluginOf(value) !== undefined,
      serialize: (value) => reduce(pluginOf(value) as TypePlugin, value),
      deserialize: () => {
        throw new ConfigError('The reviver reads, never superjson.')
      },
    },
    customName,
  )
  return superjson
}

function reduce(plugin: TypePlugin, value: unknown): Json[] {
  const payload = plugin.reduce(value) as Json
  if (!checkPayload(payload, plugin)) {
    throw new SealingBlocked(
      `Sealing blocked: plugin '${plugin.name}' reduced to more than plain JSON`,
    )
  }
  return plugin.version === undefined
    ? [plugin.name, payload]
    : [plugin.name, payload, plugin.version]
}

function checkPayload(payload: unknown, plugin: TypePlugin): boolean {
  const findPlugin = () => undefined
  return checkValue(payload, `payload of '${plugin.name}'`, { limits: defaultLimits, findPlugin })
}

function pluginReviver(byName: ReadonlyMap<string, TypePlugin>) {
  return (written: unknown): unknown => {
    if (!Array.isArray(written)) throw new TypeError('not a plugin payload')
    const [name, payload, version = 0, ...rest] = written
    const plugin = byName.get(name)
    if (plugin === undefined)
      throw new TypeError(`Unsealing blocked: '${name}' is not in the allowed list.`)
    if (rest.length > 0 || !Number.isInteger(version)) throw new TypeError('not a plugin payload')
    // The payload is data of any shape until this check: forbidden keys and depth are refused here.
    checkPayload(payload, plugin)
    const result = plugin.revive(validPayload(plugin, payload), version)
    return types.isPromise(result) ? result : refuseThenable(result)
  }
}

function validPayload(plugin: TypePlugin, payload: unknown): Json {
  const result = plugin.schema?.['~standard'].validate(payload)
  if (result === undefined) return payload as Json
  if (result instanceof Promise)
    throw new ConfigError(`The schema of '${plugin.name}' has to be synchronous.`)
  if (result.issues !== undefined)
    throw new TypeError(`a payload that '${plugin.name}' does not accept`)
  return result.value as Json
}

/** A thenable would be run by the next `await` that meets it. */
function refuseThenable(value: unknown): unknown {
  const then = typeof value === 'object' && value !== null ? Reflect.get(value, 'then') : undefined
  if (typeof then === 'function') throw new TypeError('a plugin revived a thenable')
  return value
}
