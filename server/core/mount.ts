import type { AnyComponent } from './define-component.ts'
import { ConfigError, type Issue } from './errors.ts'
import { createInstance, isStale, load } from './instance.ts'
import { toPublicJson } from './public-json.ts'
import { check, type Fields, type Schema } from './schema.ts'
import { randomId } from './seal/random.ts'
import type { Instance, Visit } from './visit.ts'

/** What a tag says of a component. */
export interface Tag {
  readonly component: AnyComponent
  readonly id: string
  readonly args: Fields
  readonly attrs: Fields
  readonly slots: Fields
}

/**
 * Brings a component to life for a page: from the state that the page's URL saved for it, else by its
 * first render.
 * @returns `undefined` when its data is gone: it draws nothing
 * @throws ConfigError when args, public state or what `load` returned can't be used
 */
export async function place(visit: Visit, tag: Tag): Promise<Instance | undefined> {
  const overlaid = visit.overlaid.get(tag.id)
  if (overlaid?.component === tag.component) return overlaid
  try {
    const instance = restored(visit, tag) ?? (await mount(visit, tag))
    await load(instance)
    return instance
  } catch (error) {
    if (isStale(error)) return undefined
    throw error
  }
}

function restored(visit: Visit, tag: Tag): Instance | undefined {
  const saved = visit.saved.get(tag.id)
  if (saved?.component !== tag.component) return undefined
  const { born, lineage, publicState, state, args } = saved
  const { component, id, attrs, slots } = tag
  return createInstance({
    component,
    visit,
    id,
    args,
    attrs,
    slots,
    born,
    lineage,
    publicState,
    state,
  })
}

/** First render: args, `init`, public state. `load` is run by the caller. */
export async function mount(visit: Visit, tag: Tag): Promise<Instance> {
  const { component, id, attrs, slots } = tag
  const { definition } = component
  const args = await checked(definition.args, tag.args, `args of ${component.name}`)
  const initial = (await definition.init?.({ args, ctx: visit.ctx })) ?? {}
  const place = `public state of ${component.name}`
  const publicState = await checked(definition.publicState, initial.publicState ?? {}, place)
  const state = { ...definition.state?.(), ...initial.state }
  await checkRoundTrip(visit, component, publicState)
  const born = visit.toolkit.now()
  const lineage = randomId(9)
  return createInstance({
    component,
    visit,
    id,
    args,
    attrs,
    slots,
    born,
    lineage,
    publicState,
    state,
  })
}

async function checked(schema: Schema | undefined, input: Fields, place: string): Promise<Fields> {
  const unexpected = schema === undefined ? Object.keys(input)[0] : undefined
  if (unexpected !== undefined) throw new ConfigError(`The ${place} have no '${unexpected}'.`)
  const result = await check(schema, input)
  if (result.issues !== undefined) throw new ConfigError(`The ${place}: ${describe(result.issues)}`)
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
    const { issues } = await check(schema, form)
    if (issues === undefined) continue
    throw new ConfigError(
      `The public state of ${component.name} does not accept its own output: ${describe(issues)}`,
    )
  }
  toolkit.checkedSchemas.add(component)
}

function describe(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')
}
