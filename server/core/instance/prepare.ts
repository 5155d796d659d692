import { isAuthorized } from './authorize.ts'
import { continueChild, digestOf, isNested } from './children.ts'
import { createTagInstance, isStale, load } from './instance.ts'
import { checkArgs, mount } from './mount.ts'
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
  return () => unlessStale(() => loadPlaced(placed))
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

async function loadPlaced(placed: Placed): Promise<Placed> {
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
  return createTagInstance(visit, tag, { ...saved, args })
}
