import {
  type AnyComponent,
  ConfigError,
  countedId,
  type Fields,
  keyedId,
  orderedNames,
  type Tag,
  type Visit,
} from '../../core/rooms.ts'
import { type Safe, SafeString } from '../compile/internals.ts'
import type { Scope, ScopeHolder } from '../draw/scope.ts'
import { findPassing } from '../slots/capture-slot.ts'
import { createWord, type Passed } from './arguments.ts'

/** What a tag says besides args. */
const ownNames = new Set(['key', 'attrs'])

const noSlots: Fields = Object.freeze({})

/** `component("card", title="Today", key=7)` */
export function createComponentFunction(scopes: ScopeHolder) {
  return createWord((passed) => askComponent(scopes.current('component()'), passed, noSlots))
}

/**
 * Leaves a marker for a component: it is mounted and drawn after the template has run.
 * @throws ConfigError when there is no such component, or its id is taken
 */
export function askComponent(scope: Scope, passed: Passed, slots: Fields): Safe {
  const { positional, named, place } = passed
  const { key, attrs = {} } = named
  const component = findComponent(scope.render.visit, positional[0])
  if (scope.insideForm) {
    throw new ConfigError("a component can't stand inside {% form %}: forms don't nest.")
  }
  const args = nameArguments(component, positional.slice(1))
  for (const name of Object.keys(named)) {
    if (!ownNames.has(name)) args[name] = named[name]
  }
  checkPassing(scope, args)
  const id = takeId(scope, { component, key, place })
  const shown = shownInSlots(scope, slots)
  const tag: Tag = { component, id, args, attrs: attrs as Fields, slots, shown }
  const what = `Component ${component.name} (${place})`
  return scope.render.ask({ tag, html: '', mayNest: true, met: 0, what })
}

/** @throws ConfigError for what means something in this render only */
function checkPassing({ render }: Scope, args: Fields): void {
  for (const name of Object.keys(args)) {
    const passing = findPassing(args[name], render)
    if (passing !== undefined) throw new ConfigError(`the argument ${name} holds ${passing}`)
  }
}

/** The text of a slot may show the messages of refused input of the component that owns it. */
function shownInSlots({ owner }: Scope, slots: Fields): Fields | undefined {
  if (Object.keys(slots).length === 0) return undefined
  const { errors = {}, typed = {} } = owner?.instance ?? {}
  return Object.keys(errors).length > 0 ? { errors, typed } : undefined
}

function findComponent({ toolkit }: Visit, name: unknown): AnyComponent {
  const component = toolkit.components.get(String(name))
  if (component !== undefined) return component
  throw new ConfigError(`there is no component called ${JSON.stringify(name)}.`)
}

/** Positional arguments take the names of the args schema, in its order. */
function nameArguments({ name, definition }: AnyComponent, values: readonly unknown[]): Fields {
  if (values.length === 0) return {}
  const names = orderedNames(definition.args)
  if (names === undefined) {
    throw new ConfigError(`the schema of ${name} does not tell the order of its args: name them.`)
  }
  if (values.length > names.length) {
    throw new ConfigError(`${name} takes ${names.length} positional arguments here.`)
  }
  return Object.fromEntries(values.map((value, index) => [names[index], value]))
}

interface Identity {
  readonly component: AnyComponent
  readonly key: unknown
  readonly place: string
}

function takeId(scope: Scope, identity: Identity): string {
  const { visit } = scope.render
  const id = idFor(scope, identity)
  if (!visit.ids.has(id)) {
    visit.ids.add(id)
    return id
  }
  const message = `two components have the id ${id}. Give each its own key.`
  if (visit.toolkit.development) throw new ConfigError(message)
  visit.warn(`${identity.place}: ${message}`)
  return takeNextId(visit, id)
}

function idFor({ render, drawing }: Scope, { component, key }: Identity): string {
  const { visit } = render
  const parent = drawing?.instance.id ?? visit.idPrefix
  if (key != null) return keyedId(parent, component.name, checkKey(key))
  if (drawing === undefined && visit.partial && visit.idPrefix === '') {
    throw new ConfigError(
      'an answer to htmx needs key= on its components, or idPrefix, so that ids fit the page.',
    )
  }
  const counts = drawing === undefined ? visit.counts : (drawing.counts ??= new Map())
  const count = (counts.get(component.name) ?? 0) + 1
  counts.set(component.name, count)
  return countedId(parent, component.name, count)
}

function checkKey(key: unknown): string | number | bigint {
  const plain = key instanceof SafeString ? key.toString() : key
  if (typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'bigint') {
    return plain
  }
  throw new ConfigError(`key= takes a string or a number, not ${typeof plain}.`)
}

function takeNextId(visit: Visit, id: string): string {
  let count = 2
  while (visit.ids.has(`${id}--${count}`)) count++
  visit.ids.add(`${id}--${count}`)
  return `${id}--${count}`
}
