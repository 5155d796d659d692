import { type Awaitable, attempt, whenReady } from '../awaitable.ts'
import type { AnyComponent } from '../component/define-component.ts'
import { selfWords, templateWords } from '../component/names.ts'
import { type Checked, type Fields, type Schema, validate } from '../component/schema.ts'
import { ConfigError, type Issue } from '../errors.ts'
import { randomId } from '../seal/random.ts'
import { createTagInstance } from './instance.ts'
import { toPublicJson } from './public-json.ts'
import type { Instance, Tag, Visit } from './visit.ts'

/** First render: args, `init`, public state. `load` is run by the caller. */
export function mount(visit: Visit, tag: Tag): Awaitable<Instance> {
  const { component } = tag
  const { definition } = component
  return attempt(() =>
    whenReady(checkArgs(tag), (args) =>
      whenReady(definition.init?.({ args, ctx: visit.ctx }), (initial) =>
        whenReady(checkPublic(component, initial?.publicState ?? {}), (publicState) => {
          const state = { ...definition.state?.(), ...initial?.state }
          return begin(visit, tag, { args, publicState, state })
        }),
      ),
    ),
  )
}

/** @throws ConfigError when the tag's args are not what the component's schema takes */
export function checkArgs({ component, args }: Tag): Awaitable<Fields> {
  return checkFields(component.definition.args, args, () => `args of ${component.name}`)
}

function checkPublic({ name, definition }: AnyComponent, initial: Fields): Awaitable<Fields> {
  return checkFields(definition.publicState, initial, () => `public state of ${name}`)
}

type FirstParts = Pick<Instance, 'args' | 'publicState' | 'state'>

function begin(visit: Visit, tag: Tag, parts: FirstParts): Awaitable<Instance> {
  const { component } = tag
  const { toolkit } = visit
  if (toolkit.development) checkNames(component, parts)
  const lineage = component.hasOnce ? randomId(9) : ''
  const { args, publicState, state } = parts
  const own = { args, publicState, state, lineage, born: toolkit.now() }
  const instance = createTagInstance(visit, tag, own)
  if (toolkit.checkedSchemas.has(component)) return instance
  return whenReady(checkRoundTrip(visit, component, publicState), () => instance)
}

/** A schema that does not tell its names is checked by what it lets through. */
function checkNames(component: AnyComponent, parts: FirstParts): void {
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
function checkFields(
  schema: Schema | undefined,
  input: Fields,
  place: () => string,
): Awaitable<Fields> {
  const unexpected = schema === undefined ? Object.keys(input)[0] : undefined
  if (unexpected !== undefined) throw new ConfigError(`The ${place()} have no '${unexpected}'.`)
  return whenReady(validate(schema, input), (result: Checked) => {
    if (result.issues === undefined) return result.value
    throw new ConfigError(`The ${place()}: ${messagesOf(result.issues)}`)
  })
}

/**
 * Public state goes to the browser as JSON and through its schema again on each call, so the schema has to
 * accept that form and its own output. Checked once a component.
 */
async function checkRoundTrip({ toolkit }: Visit, component: AnyComponent, output: Fields) {
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
