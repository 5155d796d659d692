import type { Ctx } from '../ctx.ts'
import { ConfigError, SealingBlocked, SealwaxError, StateRejected } from '../errors.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { createPluginReviver } from './plugin-reviver.ts'
import { type Payload, parsePayload, type ReviveOptions, revive } from './revive.ts'
import type { FindPlugin } from './start-walk.ts'
import type { ReviveAt, TypePlugin } from './type-plugin.ts'
import { createWriter, customName, type Writer } from './writer.ts'

/** Writes and reads the text inside a seal. */
export interface Codec extends Writer {
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

/**
 * Makes a codec: superjson writes, after a check; a reviver with an allow-list of types reads.
 * @param options `plugins` and `limits`
 * @throws ConfigError when two plugins have one name
 */
export function createCodec(options: CodecOptions = {}): Codec {
  const { limits = defaultLimits } = options
  const plugins = indexPlugins(options.plugins ?? [])
  const findPlugin = pluginFinder(plugins.list)
  const reviveWith = createPluginReviver(plugins.byName, limits)
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
