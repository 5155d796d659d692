import { selfWords, templateWords } from '../component/names.ts'
import type { Fields } from '../component/schema.ts'
import { ConfigError, type Issue, StaleComponentState } from '../errors.ts'
import { createClient } from './client.ts'
import type { Instance } from './visit.ts'

/** What a new instance has to be given. */
export type InstanceParts = Pick<
  Instance,
  | 'component'
  | 'visit'
  | 'id'
  | 'args'
  | 'attrs'
  | 'slots'
  | 'born'
  | 'lineage'
  | 'publicState'
  | 'state'
> &
  Partial<Pick<Instance, 'visited'>>

export function createInstance(parts: InstanceParts): Instance {
  const { visit, component, id, args, attrs, slots, born, lineage } = parts
  const { publicState, state, visited = {} } = parts
  const { client, effects } = createClient(() => new URL(visit.page, visit.origin).href)
  return {
    component,
    visit,
    id,
    args,
    attrs,
    slots,
    digest: undefined,
    born,
    lineage,
    publicState,
    state,
    loaded: {},
    errors: {},
    typed: undefined,
    refusedMethod: undefined,
    visited,
    refreshed: false,
    client,
    effects,
  }
}

/**
 * Runs `load` and keeps what it returned.
 * @throws StaleComponentState when the data is gone, ConfigError when a name is taken
 */
export async function load(instance: Instance): Promise<void> {
  const { component, args, publicState, state, visit } = instance
  const at = { args, publicState, state, ctx: visit.ctx }
  const loaded: Fields = (await component.definition.load?.(at)) ?? {}
  checkLoaded(instance, loaded)
  instance.loaded = loaded
}

function checkLoaded({ component, args, publicState }: Instance, loaded: Fields): void {
  for (const name of Object.keys(loaded)) {
    const isWord = selfWords.has(name) || templateWords.has(name)
    // A public field may be absent now and sent with the next request.
    const isPublic = Object.hasOwn(publicState, name) || component.publicNames?.has(name) === true
    if (isWord || isPublic || Object.hasOwn(args, name)) {
      throw new ConfigError(`load of ${component.name} returns '${name}': this name is taken.`)
    }
  }
}

/** Server state without what `load` sets again anyway. */
export function serverStateOf({ state, loaded }: Instance): Fields {
  const own = Object.entries(state).filter(([name]) => !Object.hasOwn(loaded, name))
  return Object.fromEntries(own)
}

interface Sent {
  readonly typed: Fields
  readonly method: string | undefined
}

/** Keeps the messages of refused input, and what was typed. */
export function refuseInput(instance: Instance, issues: readonly Issue[], sent: Sent): void {
  instance.typed = sent.typed
  instance.refusedMethod = sent.method
  instance.errors = {}
  for (const { path, message } of issues) {
    // What is wrong with a part is wrong with the whole as well.
    for (const name of new Set([path.split('.', 1)[0] || '_form', path || '_form'])) {
      if (!Object.hasOwn(instance.errors, name)) instance.errors[name] = []
      instance.errors[name]?.push(message)
    }
  }
}

export function isStale(error: unknown): error is StaleComponentState {
  return error instanceof StaleComponentState
}
