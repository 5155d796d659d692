import { type Awaitable, attempt, isPending, whenReady } from '../awaitable.ts'
import { isAuthorized } from './authorize.ts'
import { continueChild, digestOf, isNested } from './children.ts'
import { createTagInstance, isStale, load } from './instance.ts'
import { checkArgs, mount } from './mount.ts'
import type { Instance, Kept, Snapshot, Tag, Visit } from './visit.ts'

/** What a tag comes to: an instance to draw, one that stays as it is, or nothing where its data is gone. */
export type Placed = Instance | Kept | undefined

/** Runs `load` where that is still to be done. Rejects with ConfigError when what it returned can't be used. */
export type Finish = () => Awaitable<Placed>

/**
 * Brings a component to life for a page, up to its `load`: from the state that a living child has or that the
 * page's URL saved for it, else by its first render. Whoever draws many components waits for all of these and
 * then finishes them in one go: checks take some longer than others, but a batching loader has to see all loads
 * at once.
 * @returns at once where nothing has to be waited for
 * @throws ConfigError, as a rejection, when args or public state can't be used
 */
export function prepare(visit: Visit, tag: Tag): Awaitable<Finish> {
  const overlaid = visit.overlaid.get(tag.id)
  if (overlaid?.component === tag.component) return () => overlaid
  const placed = unlessStale(attempt(() => begin(visit, tag)))
  return whenReady(placed, (known) => () => unlessStale(loadPlaced(known)))
}

function begin(visit: Visit, tag: Tag): Awaitable<Placed> {
  const found = findAlive(visit, tag) ?? restore(visit, tag)
  const placed =
    found === undefined
      ? mountIfAllowed(visit, tag)
      : whenReady(found, (one) => one ?? mountIfAllowed(visit, tag))
  return isNested(tag.id) ? whenReady(placed, (one) => withDigest(tag, one)) : placed
}

function withDigest(tag: Tag, placed: Placed): Placed {
  if (placed === undefined || isKept(placed)) return placed
  const { visit, args } = placed
  placed.digest = digestOf(visit, { ...tag, args })
  return placed
}

/** Where no guard of the page has been asked, a component's own guard is, as for one that goes on. */
function mountIfAllowed(visit: Visit, tag: Tag): Awaitable<Instance | undefined> {
  const instance = mount(visit, tag)
  return visit.isCall ? whenReady(instance, onlyAuthorized) : instance
}

async function onlyAuthorized(instance: Instance): Promise<Instance | undefined> {
  return (await isAuthorized(instance.visit, instance)) ? instance : undefined
}

function findAlive(visit: Visit, tag: Tag): Awaitable<Instance | Kept | undefined> {
  const live = visit.live.get(tag.id)
  if (live === undefined) return undefined
  return whenReady(checkArgs(tag), (args) => continueChild(visit, { ...tag, args }, live))
}

function loadPlaced(placed: Placed): Awaitable<Placed> {
  if (placed === undefined || isKept(placed)) return placed
  return load(placed)
}

/** Whether a tag's component stays in the page as it is. */
export function isKept(placed: Instance | Kept): placed is Kept {
  return 'sealedArgs' in placed
}

function unlessStale<T>(value: Awaitable<T>): Awaitable<T | undefined> {
  if (!isPending(value)) return value
  return value.catch((error: unknown) => {
    if (isStale(error)) return undefined
    throw error
  })
}

/**
 * A saved state stands in for the first render, if it was made for the args that the tag has now and may be
 * resumed: what was earned with one record must not be shown with another.
 */
function restore(visit: Visit, tag: Tag): Awaitable<Instance | undefined> {
  const saved = visit.saved.get(tag.id)
  return saved?.component === tag.component ? resumeSaved(visit, tag, saved) : undefined
}

async function resumeSaved(visit: Visit, tag: Tag, saved: Snapshot): Promise<Instance | undefined> {
  const { codec } = visit.toolkit
  const args = await checkArgs(tag)
  if (codec.write(args) !== codec.write(saved.args)) return undefined
  if (!(await isAuthorized(visit, saved))) return undefined
  return createTagInstance(visit, tag, { ...saved, args })
}
