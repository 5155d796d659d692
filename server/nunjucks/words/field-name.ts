import { type AnyComponent, type AnyMethod, ConfigError } from '../../core/rooms.ts'
import type { Owner } from '../draw/owner.ts'
import type { Scope } from '../draw/scope.ts'

/**
 * Checks in development that a field's name is one that a call can use. A control in a form may call another method
 * than the form does, so the params of all of them count.
 * @throws ConfigError when no method has such a param or file, and the component no such public state
 */
export function checkFieldName({ render, form }: Scope, owner: Owner, name: string): void {
  const { development, components } = render.visit.toolkit
  const component = development ? components.get(owner.name) : undefined
  if (component === undefined || [name, partOf(name)].some((one) => mayHave(component, one))) return
  const lacks = whatLacks(component, name, form?.method)
  throw new ConfigError(`${lacks}, and ${component.name} no such public state.`)
}

/** `rows.0.title` is a part of `rows`. */
function partOf(name: string): string {
  return name.split('.', 1)[0] ?? name
}

/** A schema that does not tell its names may have any. */
function mayHave({ publicNames, methods }: AnyComponent, name: string): boolean {
  if (publicNames?.has(name) ?? true) return true
  return [...methods.values()].some(
    ({ paramNames, files }) => (paramNames?.has(name) ?? true) || files.has(name),
  )
}

function whatLacks({ name, methods }: AnyComponent, field: string, form?: string): string {
  const method = methods.get(form ?? '')
  if (method !== undefined) {
    return `Method ${method.name} has no param '${field}'${listed('it has', namesOf(method))}`
  }
  const all = [...methods.values()].flatMap(namesOf)
  return `No method of ${name} has a param '${field}'${listed('there are', [...new Set(all)])}`
}

function namesOf({ paramNames = new Set(), files }: AnyMethod): string[] {
  return [...paramNames, ...files.keys()]
}

function listed(words: string, names: readonly string[]): string {
  return names.length === 0 ? '' : ` (${words} ${names.join(', ')})`
}
