import type { AnyComponent } from '../component/define-component.ts'
import { selfWords, templateWords } from '../component/names.ts'
import { type Fields, type Schema, validate } from '../component/schema.ts'
import { ConfigError, type Issue } from '../errors.ts'
import { randomId } from '../seal/random.ts'
import { createTagInstance } from './instance.ts'
import { toPublicJson } from './public-json.ts'
import type { Instance, Tag, Visit } from './visit.ts'

/** First render: args, `init`, public state. `load` is run by the caller. */
export async function mount(visit: Visit, tag: Tag): Promise<Instance> {
  const { component } = tag
  const { definition } = component
  const args = await checkArgs(tag)
  const initial = (await definition.init?.({ args, ctx: visit.ctx })) ?? {}
  const place = `public state of ${component.name}`
  const publicState = await checkFields(definition.publicState, initial.publicState ?? {}, place)
  const state = { ...definition.state?.(), ...initial.state }
  if (visit.toolkit.development) checkNames(component, { args, publicState, state })
  await checkRoundTrip(visit, component, publicState)
  const born = visit.toolkit.now()
  return createTagInstance(visit, tag, { args, born, lineage: randomId(9), publicState, state })
}

/** @throws ConfigError when the tag's args are not what the component's schema takes */
export function checkArgs({ component, args }: Tag): Promise<Fields> {
  return checkFields(component.definition.args, args, `args of ${component.name}`)
}

/** A schema that does not tell its names is checked by what it lets through. */
function checkNames(component: AnyComponent, parts: Record<string, Fields>): void {
  const taken = new Set(templateWords)
  for (const [part, fields] of Object.entries(parts)) {
    for (const name of Object.keys(fields)) {
      if (taken.has(name) || (part === 'publicState' && selfWords.has(name))) {
        throw new ConfigError(`${part} of ${component.name} has '${name}': this name is taken.`)
      }
    }
    // A template reads all parts by their bare names.
    for (const name of Object.keys(fields)) taken.add(name)
  }
}

/** Returns what the schema makes of the input; throws ConfigError when it refuses it. */
async function checkFields(
  schema: Schema | undefined,
  input: Fields,
  place: string,
): Promise<Fields> {
  const unexpected = schema === undefined ? Object.keys(input)[0] : undefined
  if (unexpected !== undefined) throw new ConfigError(`The ${place} have no '${unexpected}'.`)
  const result = await validate(schema, input)
  if (result.issues !== undefined)
    throw new ConfigError(`The ${place}: ${messagesOf(result.issues)}`)
  return result.value
}

/**
 * Public state goes to the browser as JSON and through its schema again on each call, so the schema has to
 * accept that form and its own output. Checked once a component.
 */
async function checkRoundTrip({ toolkit }: Visit, component: AnyComponent, output: Fields) {
  if (toolkit.checkedSchemas.has(component)) return
  const schema: Schema | undefined = component.definition.publicState
  for (const form of [output, toPublicJson(output) as Fields]) {
    const { issues } = await validate(schema, form)
    if (issues === undefined) continue
    throw new ConfigError(
      `The public state of ${component.name} does not accept its own output: ${messagesOf(issues)}`,
    )
  }
  toolkit.checkedSchemas.add(component)
}

function messagesOf(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')
}
