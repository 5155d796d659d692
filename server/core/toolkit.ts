import { createMemoryOnceStore, type OnceStore } from './call/once-store.ts'
import { checkPositive } from './check-options.ts'
import { type Codec, createCodec } from './codec/codec.ts'
import type { TypePlugin } from './codec/type-plugin.ts'
import type { Component } from './component/component.ts'
import type { AnyComponent } from './component/define-component.ts'
import { liveName } from './component/names.ts'
import { ConfigError } from './errors.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { Bus } from './live/bus.ts'
import { createMemoryBus } from './live/memory-bus.ts'
import { createKeyring, type Keyring } from './seal/keyring.ts'

/** Options of core's part of a toolkit. */
export interface ToolkitOptions {
  /** App secrets, newest first: `newKey()` or `npx sealwax new-key` makes one. */
  readonly keys: readonly string[]
  /** What `defineComponent` returned. */
  readonly components: readonly Component<any, any, any, any, any>[]
  /** Types that states may hold beside the built-in allow-list. */
  readonly plugins?: readonly TypePlugin[]
  /** Bounds of requests and states; `defaultLimits` for those that are left out. */
  readonly limits?: Partial<Limits>
  /** Milliseconds that a state may be used; 24 hours. */
  readonly maxAge?: number
  /** Milliseconds that a chain of re-sealed states may last; 7 days. */
  readonly maxLifetime?: number
  /**
   * Compresses states from 1 KiB on; `false`, since the length of a sealed text then tells something of its
   * content where a state mixes secrets and what a user sends.
   */
  readonly compress?: boolean
  /** Where one-shot states are remembered; in memory. */
  readonly onceStore?: OnceStore
  /** Carries to open pages what was published; in memory. */
  readonly bus?: Bus
  /** First part of a call's URL; `/_sealwax`. */
  readonly prefix?: string
  /** Whether mistakes that only a developer can mend are errors, and views are read anew; `true`. */
  readonly development?: boolean
  /** Clock, in milliseconds; `Date.now`. */
  readonly now?: () => number
}

/** All that is the same for every request. */
export interface Toolkit {
  readonly components: ReadonlyMap<string, AnyComponent>
  readonly codec: Codec
  /** Writes what a browser sends: with half the values of a whole state. */
  readonly publicCodec: Codec
  readonly keyring: Keyring
  readonly limits: Limits
  readonly maxAge: number
  readonly maxLifetime: number
  readonly compress: boolean
  readonly onceStore: OnceStore
  readonly bus: Bus
  /** Whether any component has topics. */
  readonly isLiving: boolean
  readonly prefix: string
  readonly development: boolean
  readonly now: () => number
  /** Components whose public schema was checked against its own output. */
  readonly checkedSchemas: Set<AnyComponent>
}

const day = 24 * 60 * 60 * 1000

/**
 * Brings components, keys and codec together.
 * @param options `keys` and `components`; all others have defaults
 * @returns what `createRenderer` and `createMiddleware` share
 * @throws ConfigError when a key, a number or the prefix is wrong or two components have one name
 */
export function createToolkit(options: ToolkitOptions): Toolkit {
  const { now = Date.now, maxAge = day, maxLifetime = 7 * day } = options
  const limits = { ...defaultLimits, ...options.limits }
  checkPositive('Option', { maxAge, maxLifetime, ...limits })
  const plugins = options.plugins ?? []
  const publicLimits = { ...limits, maxNodes: Math.ceil(limits.maxNodes / 2) }
  const components = indexComponents(options.components as readonly AnyComponent[])
  return {
    components,
    codec: createCodec({ plugins, limits }),
    publicCodec: createCodec({ plugins, limits: publicLimits }),
    keyring: createKeyring(options.keys),
    limits,
    maxAge,
    maxLifetime,
    compress: options.compress === true,
    onceStore: options.onceStore ?? createMemoryOnceStore({ now }),
    bus: options.bus ?? createMemoryBus(),
    isLiving: [...components.values()].some(({ definition }) => definition.topics !== undefined),
    prefix: checkPrefix(options.prefix ?? '/_sealwax'),
    development: options.development ?? true,
    now,
    checkedSchemas: new Set(),
  }
}

function indexComponents(components: readonly AnyComponent[]): ReadonlyMap<string, AnyComponent> {
  const byName = new Map<string, AnyComponent>()
  for (const component of components) {
    if (component.name === liveName) {
      throw new ConfigError(
        `A component can't be called ${liveName}: its URL is that of the stream.`,
      )
    }
    if (byName.has(component.name)) {
      throw new ConfigError(`Two components are called ${component.name}.`)
    }
    byName.set(component.name, component)
  }
  return byName
}

function checkPrefix(prefix: string): string {
  if (/^(?:\/[\w-]+)+$/.test(prefix)) return prefix
  throw new ConfigError(`Prefix ${JSON.stringify(prefix)} has to be a path such as /_sealwax.`)
}
