import { type Awaitable, attempt, whenReady } from '../awaitable.ts'
import { selfWords, templateWords } from '../component/names.ts'
import type { Fields } from '../component/schema.ts'
import { ConfigError, type Issue, StaleComponentState, TooLarge } from '../errors.ts'
import { noEffects } from './client.ts'
import { shownLength } from './shown-length.ts'
import type { Instance, Tag, Visit } from './visit.ts'

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
    position: undefined,
    errors: {},
    typed: undefined,
    typedMethod: undefined,
    visited,
    refreshed: false,
    effects: noEffects(),
  }
}

/** What an instance has that its tag does not say; args as they were checked. */
type OwnParts = Pick<Instance, 'args' | 'born' | 'lineage' | 'publicState' | 'state'>

/** Makes the instance that a tag asks for. */
export function createTagInstance(
  visit: Visit,
  { component, id, attrs, slots }: Tag,
  { args, born, lineage, publicState, state }: OwnParts,
): Instance {
  // Field by field: a page has many of them, and spreading costs more than all else here.
  const parts = { component, visit, id, args, attrs, slots, born, lineage, publicState, state }
  return createInstance(parts)
}

/**
 * Runs `load` and keeps what it returned.
 * @returns the instance
 * @throws StaleComponentState when the data is gone, ConfigError when a name is taken
 */
export function load(instance: Instance): Awaitable<Instance> {
  const { component, args, publicState, state, visit } = instance
  // What is published while it runs may be missing in what it returns.
  if (component.definition.topics) instance.position = visit.toolkit.bus.position()
  const at = { args, publicState, state, ctx: visit.ctx }
  return attempt(() =>
    whenReady(component.definition.load?.(at), (returned) => {
      const loaded: Fields = returned ?? {}
      checkLoaded(instance, loaded)
      instance.loaded = loaded
      return instance
    }),
  )
}

function checkLoaded({ component, args, publicState }: Instance, loaded: Fields): void {
  for (const name of Object.keys(loaded)) {
    const isWord = selfWords.has(name) || templateWords.has(name)
    // A public field may be absent now and sent with the next request.
    const isPublic = Object.hasOwn(publicState, name) || component.publicNames?.has(name) === true
    const isArg = Object.hasOwn(args, name)
    if (!isWord && !isPublic && !isArg) continue
    const whose = isWord
      ? 'this name is taken'
      : `${isArg ? 'an arg' : 'public state'} has this name`
    throw new ConfigError(`load of ${component.name} returns '${name}': ${whose}.`)
  }
}

/** Server state without what `load` sets again anyway. */
export function serverStateOf({ state, loaded }: Instance): Fields {
  const isLoaded = (name: string) => Object.hasOwn(loaded, name)
  if (!Object.keys(state).some(isLoaded)) return state
  return Object.fromEntries(Object.entries(state).filter(([name]) => !isLoaded(name)))
}

interface Sent {
  readonly typed: Fields
  readonly method: string | undefined
}

/**
 * Has an instance show what was sent, and what is wrong with it.
 * @throws TooLarge as `checkShown` does
 */
export function showSent(instance: Instance, issues: readonly Issue[], sent: Sent): void {
  checkShown(instance, sent.typed)
  instance.typed = sent.typed
  instance.typedMethod = sent.method
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

/**
 * Checks that what was sent can be shown again.
 * @throws TooLarge when it would be longer than a request may be: with the script a browser keeps it as it is
 */
export function checkShown({ visit }: Instance, typed: Fields): void {
  // A part of a field, by its path, is in the field as well.
  const whole = Object.entries(typed).filter(([name]) => !isPart(name, typed))
  const length = shownLength(whole.map(([, value]) => value))
  if (length > visit.toolkit.limits.maxBodyBytes) throw new TooLarge()
}

function isPart(path: string, typed: Fields): boolean {
  const [name, part] = path.split('.', 2) as [string, string?]
  return part !== undefined && Object.hasOwn(typed, name)
}
