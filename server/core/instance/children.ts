import type { Awaitable } from '../awaitable.ts'
import { parseJson } from '../codec/parse-json.ts'
import { SealwaxError, StateRejected } from '../errors.ts'
import { digestLength } from '../seal/seal.ts'
import { isAuthorized } from './authorize.ts'
import { createTagInstance, isStale } from './instance.ts'
import { sealInstance, unsealSnapshot, writeWhole } from './snapshot.ts'
import { dropEmptyEnd } from './state-tuple.ts'
import type { Instance, Kept, LiveChild, Snapshot, Tag, Visit } from './visit.ts'

/** Whether an id is that of a component inside another, or behind a prefix. */
export function isNested(id: string): boolean {
  return id.includes('__')
}

/**
 * Digest of what a parent gives a child: while it is the same, the child needs no new drawing. Keyed for
 * this session, since args may be what the browser must not learn.
 */
export function digestOf(visit: Visit, tag: Tag): string {
  const { component, id, args, attrs, slots, shown } = tag
  const parts = { args, attrs, slots, shown }
  const whole = [args, attrs, slots, shown ?? {}]
  dropEmptyEnd(whole, 1)
  const text = writeWhole({ visit, component }, whole, () => parts)
  return visit.sealer().digest(`${id}\n${text}`, component.name)
}

/**
 * Reads `_live`, the children that are alive in the page: `[[id, digest, state?], …]`. It is a wish, so what
 * can't be read, or is of more values than a body has room for, counts as absent.
 */
export function readLive(texts: readonly string[] = []): ReadonlyMap<string, LiveChild> {
  const live = new Map<string, LiveChild>()
  for (const entry of parseList(texts)) {
    if (!Array.isArray(entry)) continue
    // To destructure a list takes its iterator.
    const id: unknown = entry[0]
    const digest: unknown = entry[1]
    const state: unknown = entry[2]
    const isChild = typeof id === 'string' && typeof digest === 'string'
    if (!isChild || digest.length !== digestLength) continue
    live.set(id, { digest, state: typeof state === 'string' ? state : undefined })
  }
  return live
}

/** A child takes some 40 bytes, so a body of the default limit holds fewer. */
const liveLimits = { maxDepth: 3, maxNodes: 50_000 }

function parseList(texts: readonly string[]): unknown[] {
  try {
    const list = texts.length === 1 ? parseJson(texts[0] as string, liveLimits) : []
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}

/**
 * Continues a child that is alive in the page: unchanged, it stays there untouched; with new args it is
 * resumed from its own state, or stays and gets the args to ask for itself.
 * @returns `undefined` when it has to begin afresh
 * @throws StaleComponentState when what its state refers to is gone
 */
export function continueChild(
  visit: Visit,
  tag: Tag,
  live: LiveChild,
): Awaitable<Instance | Kept | undefined> {
  const { component, id } = tag
  if (tag.keepable !== false) {
    if (live.digest === digestOf(visit, tag)) return { component, id, sealedArgs: undefined }
    if (live.state === undefined) return { component, id, sealedArgs: sealArgs(visit, tag) }
  }
  return live.state === undefined ? undefined : resumeChild(visit, tag, live.state)
}

async function resumeChild(visit: Visit, tag: Tag, sealed: string): Promise<Instance | undefined> {
  const snapshot = await openChild(visit, tag, sealed)
  if (snapshot === undefined) return undefined
  return createTagInstance(visit, tag, { ...snapshot, args: tag.args })
}

/** A state that does not open, or may not be resumed with the new args, never fails the parent. */
async function openChild(
  visit: Visit,
  { component, id, args }: Tag,
  sealed: string,
): Promise<Snapshot | undefined> {
  try {
    const snapshot = await unsealSnapshot(visit, sealed, { component, purpose: 'state' })
    if (snapshot.id !== id || snapshot.page !== visit.page) return undefined
    return (await isAuthorized(visit, { ...snapshot, args })) ? snapshot : undefined
  } catch (error) {
    if (error instanceof SealwaxError && error.status < 500 && !isStale(error)) return undefined
    throw error
  }
}

/** Seals what a parent gives a child, without a state: nothing can be called with it. */
function sealArgs(visit: Visit, tag: Tag): string {
  const born = visit.toolkit.now()
  const own = { args: tag.args, born, lineage: '', publicState: {}, state: {} }
  return sealInstance(createTagInstance(visit, tag, own), 'children')
}

/**
 * Gives a child's state the newer args that its parent sealed for it.
 * @param texts `_args` of the request: from `sealArgs`, or a state of the same child that was drawn meanwhile
 * @throws StateRejected, StateExpired or StateOutdated
 */
export async function withNewArgs(
  visit: Visit,
  snapshot: Snapshot,
  texts: readonly string[] = [],
): Promise<Snapshot> {
  const [sealed, ...more] = texts
  if (sealed === undefined) return snapshot
  const newer = await openArgs(visit, snapshot, sealed)
  // What was earned with the args of one page must not be shown with those of another.
  const isSame = newer.id === snapshot.id && newer.page === snapshot.page
  if (!isSame || !isNested(snapshot.id) || more.length > 0) {
    throw new StateRejected('args of another component')
  }
  const { args, attrs, slots } = newer
  return { ...snapshot, args, attrs, slots }
}

async function openArgs(visit: Visit, { component }: Snapshot, sealed: string): Promise<Snapshot> {
  try {
    return await unsealSnapshot(visit, sealed, { component, purpose: 'children' })
  } catch (error) {
    if (!(error instanceof StateRejected)) throw error
    return unsealSnapshot(visit, sealed, { component, purpose: 'state' })
  }
}
