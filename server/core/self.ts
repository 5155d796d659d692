import { ConfigError } from './errors.ts'
import { check, type Fields } from './schema.ts'
import type { Instance } from './visit.ts'

/** Makes what a method sees: its own words, public state (writable), what `load` returned (read-only). */
export function createSelf({ args, state, client, visit, publicState, loaded }: Instance): Fields {
  const self: Fields = { ...publicState }
  const fixed = { ...loaded, args: Object.freeze({ ...args }), state, client, ctx: visit.ctx }
  for (const [name, value] of Object.entries(fixed)) {
    Object.defineProperty(self, name, { value, enumerable: false, writable: false })
  }
  return self
}

/**
 * Reads public state back from `self` and checks it.
 * @throws ConfigError when a method set a name or a value that the schema does not know
 */
export async function publicStateOf(self: Fields, { component }: Instance): Promise<Fields> {
  // All that is enumerable is public state, or a name that a method made up.
  const set = { ...self }
  const result = await check(component.definition.publicState, set)
  if (result.issues !== undefined) {
    const [issue] = result.issues
    throw new ConfigError(`A method of ${component.name} set ${issue?.path}: ${issue?.message}`)
  }
  const stray = Object.keys(set).find(
    (name) => !Object.hasOwn(result.value, name) && set[name] !== undefined,
  )
  if (stray !== undefined) {
    throw new ConfigError(
      `A method of ${component.name} set '${stray}', which is not public state.`,
    )
  }
  return result.value
}
