import { type Fields, validate } from '../component/schema.ts'
import { ConfigError } from '../errors.ts'
import { createClient } from '../instance/client.ts'
import type { Instance } from '../instance/visit.ts'

/** Makes what a method sees: its own words, public state (writable), what `load` returned (read-only). */
export function createSelf(instance: Instance): Fields {
  const { args, state, effects, visit, publicState, loaded } = instance
  const { client } = createClient(() => new URL(visit.page, visit.origin).href, effects)
  const self = copyFields(publicState)
  for (const name of Object.keys(loaded)) addFixed(self, name, loaded[name])
  addFixed(self, 'args', Object.freeze({ ...args }))
  addFixed(self, 'state', state)
  addFixed(self, 'client', client)
  addFixed(self, 'ctx', visit.ctx)
  return self
}

/** Neither to be written nor to be taken for public state. */
function addFixed(self: Fields, name: string, value: unknown): void {
  Object.defineProperty(self, name, { value, enumerable: false, writable: false })
}

/** Copies what can be changed in place: a method that refuses its input leaves public state as it was. */
function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copy)
  if (value instanceof Map) return new Map([...value].map(copy) as [unknown, unknown][])
  if (value instanceof Set) return new Set([...value].map(copy))
  if (value instanceof Date) return new Date(value)
  return Object.getPrototypeOf(value) === Object.prototype ? copyFields(value) : value
}

function copyFields(fields: object): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, part]) => [name, copy(part)]))
}

/**
 * Reads public state back from `self` and checks it.
 * @throws ConfigError when a method set a name or a value that the schema does not know
 */
export async function publicStateOf(self: Fields, instance: Instance): Promise<Fields> {
  const { component } = instance
  // All that is enumerable is public state, or a name that a method made up.
  const set = { ...self }
  const result = await validate(component.definition.publicState, set)
  if (result.issues !== undefined) {
    const [issue] = result.issues
    throw new ConfigError(`A method of ${component.name} set ${issue?.path}: ${issue?.message}`)
  }
  const stray = Object.keys(set).find(
    (name) => set[name] !== undefined && !isPublic(name, instance, result.value),
  )
  if (stray !== undefined) {
    throw new ConfigError(
      `A method of ${component.name} set '${stray}', which is not public state. Server state is self.state.${stray}.`,
    )
  }
  return result.value
}

/** A schema may let through what it does not know: such a name was public before, or is none. */
function isPublic(name: string, { component, publicState }: Instance, output: Fields): boolean {
  const isKnown = component.publicNames?.has(name) ?? true
  return Object.hasOwn(publicState, name) || (isKnown && Object.hasOwn(output, name))
}
