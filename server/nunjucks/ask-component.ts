import {
  type AnyComponent,
  ConfigError,
  countedId,
  type Fields,
  fieldNames,
  keyedId,
  type Tag,
  type Visit,
} from '../core/index.ts'
import { readArguments } from './arguments.ts'
import type { Scope } from './scope.ts'

/** Where and how a component is asked for. */
export interface Asked {
  readonly scope: Scope
  readonly args: readonly unknown[]
  readonly slots: Fields
  /** Template and line, for errors. */
  readonly place: string
}

/**
 * Leaves a marker for a component: it is mounted and drawn after the template has run.
 * @throws ConfigError when there is no such component, or its id is taken
 */
export function askComponent({ scope, args, slots, place }: Asked) {
  const { positional, named } = readArguments(args)
  const { key, attrs = {}, __place: _, ...rest } = named
  const { visit } = scope.render
  const component = findComponent(visit, positional[0], place)
  if (scope.form !== undefined) {
    throw new ConfigError(`${place}: a component can't stand inside {% form %}: forms don't nest.`)
  }
  const tag: Tag = {
    component,
    id: takeId(scope, { component, key, place }),
    args: { ...nameArguments(component, positional.slice(1), place), ...rest },
    attrs: attrs as Fields,
    slots,
  }
  return scope.render.ask({ tag, html: '', met: 0, what: `Component ${component.name} (${place})` })
}

function findComponent({ toolkit }: Visit, name: unknown, place: string): AnyComponent {
  const component = toolkit.components.get(String(name))
  if (component !== undefined) return component
  throw new ConfigError(`${place}: there is no component called ${JSON.stringify(name)}.`)
}

/** Positional arguments take the names of the args schema, in its order. */
function nameArguments(
  { name, definition }: AnyComponent,
  values: readonly unknown[],
  place: string,
): Fields {
  if (values.length === 0) return {}
  const names = [...(fieldNames(definition.args) ?? [])]
  if (values.length > names.length) {
    throw new ConfigError(`${place}: ${name} takes ${names.length} positional arguments here.`)
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
  const message = `${identity.place}: two components have the id ${id}. Give each its own key.`
  if (visit.toolkit.development) throw new ConfigError(message)
  visit.warn(message)
  return takeNextId(visit, id)
}

function idFor({ render, drawing }: Scope, { component, key, place }: Identity): string {
  const { visit } = render
  const parent = drawing?.instance.id ?? visit.idPrefix
  if (key != null) return keyedId(parent, component.name, key as string | number | bigint)
  if (drawing === undefined && visit.partial && visit.idPrefix === '') {
    throw new ConfigError(
      `${place}: an answer to htmx needs key= on its components, or idPrefix, so that ids fit the page.`,
    )
  }
  const counts = drawing?.counts ?? visit.counts
  const count = (counts.get(component.name) ?? 0) + 1
  counts.set(component.name, count)
  return countedId(parent, component.name, count)
}

function takeNextId(visit: Visit, id: string): string {
  let count = 2
  while (visit.ids.has(`${id}--${count}`)) count++
  visit.ids.add(`${id}--${count}`)
  return `${id}--${count}`
}
