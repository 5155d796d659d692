import type { AnyComponent } from '../component/define-component.ts'
import { selfWords, templateWords } from '../component/names.ts'
import { check, type Fields, type Schema } from '../component/schema.ts'
import { ConfigError, type Issue } from '../errors.ts'
import { randomId } from '../seal/random.ts'
import { isAuthorized } from './authorize.ts'
import { continueChild, digestOf, isNested } from './children.ts'
import { createInstance, isStale, load } from './instance.ts'
import { toPublicJson } from './public-json.ts'
import type { Instance, Kept, Tag, Visit } from './visit.ts'

/** What a tag comes to: an instance to draw, one that stays as it is, or nothing where its data is gone. */
export type Placed = Instance | Kept | undefined

/** Runs `load` where that is still to be done. Throws ConfigError when what it returned can't be used. */
export type Finish = () => Promise<Placed>

/**
 * Brings a component to life for a page, up to its `load`: from the state that a living child has or that the
 * page's URL saved for it, else by its first render. Whoever draws many components waits for all of these and
 * then finishes them in one go: checks take some longer than others, but a batching loader has to see all loads
 * at once.
 * @throws ConfigError when args or public state can't be used
 */
export async function prepare(visit: Visit, tag: Tag): Promise<Finish> {
  const overlaid = visit.overlaid.get(tag.id)
  if (overlaid?.component === tag.component) return async () => overlaid
  const placed = await unlessStale(() => begin(visit, tag))
  return () => unlessStale(() => loaded(placed))
}

async function begin(visit: Visit, tag: Tag): Promise<Placed> {
  const placed =
    (await findAlive(visit, tag)) ??
    (await restore(visit, tag)) ??
    (await mountIfAllowed(visit, tag))
  if (placed !== undefined && !isKept(placed) && isNested(tag.id)) {
    placed.digest = digestOf(visit, { ...tag, args: placed.args })
  }
  return placed
}

/** Where no guard of the page has been asked, a component's own guard is, as for one that goes on. */
async function mountIfAllowed(visit: Visit, tag: Tag): Promise<Instance | undefined> {
  const instance = await mount(visit, tag)
  return !visit.isCall || (await isAuthorized(visit, instance)) ? instance : undefined
}

async function findAlive(visit: Visit, tag: Tag): Promise<Instance | Kept | undefined> {
  const live = visit.live.get(tag.id)
  if (live === undefined) return undefined
  return continueChild(visit, { ...tag, args: await checkArgs(tag) }, live)
}

async function loaded(placed: Placed): Promise<Placed> {
  if (placed !== undefined && !isKept(placed)) await load(placed)
  return placed
}

/** Whether a tag's component stays in the page as it is. */
export function isKept(placed: Instance | Kept): placed is Kept {
  return 'sealedArgs' in placed
}

async function unlessStale<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    if (isStale(error)) return undefined
    throw error
  }
}

/**
 * A saved state stands in for the first render, if it was made for the args that the tag has now and may be
 * resumed: what was earned with one record must not be shown with another.
 */
async function restore(visit: Visit, tag: Tag): Promise<Instance | undefined> {
  const saved = visit.saved.get(tag.id)
  if (saved?.component !== tag.component) return undefined
  const { codec } = visit.toolkit
  const args = await checkArgs(tag)
  if (codec.write(args) !== codec.write(saved.args)) return undefined
  if (!(await isAuthorized(visit, saved))) return undefined
  const { born, lineage, publicState, state } = saved
  return createInstance({ ...tag, visit, args, born, lineage, publicState, state })
}

/** First render: args, `init`, public state. `load` is run by the caller. */
export async function mount(visit: Visit, tag: Tag): Promise<Instance> {
  const { component } = tag
  const { definition } = component
  const args = await checkArgs(tag)
  const initial = (await definition.init?.({ args, ctx: visit.ctx })) ?? {}
  const place = `public state of ${component.name}`
  const publicState = await checked(definition.publicState, initial.publicState ?? {}, place)
  const state = { ...definition.state?.(), ...initial.state }
  if (visit.toolkit.development) checkNames(component, { args, publicState, state })
  await checkRoundTrip(visit, component, publicState)
  const born = visit.toolkit.now()
  return createInstance({ ...tag, visit, args, born, lineage: randomId(9), publicState, state })
}

function checkArgs({ component, args }: Tag): Promise<Fields> {
  return checked(component.definition.args, args, `args of ${component.name}`)
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
