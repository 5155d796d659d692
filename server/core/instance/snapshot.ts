import type { AnyComponent } from '../component/define-component.ts'
import { isId } from '../component/names.ts'
import type { Fields } from '../component/schema.ts'
import { StateExpired, StateOutdated, StateRejected } from '../errors.ts'
import { timedSeal } from '../meter.ts'
import type { Purpose } from '../seal/keyring.ts'
import { isStale, serverStateOf } from './instance.ts'
import { toPagePath } from './page-path.ts'
import { isFields, toTuple, wholeTuple, withEnvelope, withoutEnvelope } from './state-tuple.ts'
import type { Instance, Snapshot, Visit } from './visit.ts'

/** Milliseconds that another server's clock may be ahead of ours. */
const clockSkew = 5 * 60 * 1000

/**
 * Seals an instance as it is now.
 * @param sealer that of the visit
 * @throws SealingBlocked when it holds a value that is not on the allow-list
 */
export function sealInstance(
  instance: Instance,
  purpose: Purpose,
  sealer = instance.visit.sealer(),
): string {
  const { component, visit } = instance
  const use = { purpose, component: component.name }
  return timedSeal(visit.meter, () => sealer.seal(writeInstance(instance), use))
}

/**
 * Writes what a seal holds of an instance. Throws SealingBlocked as `sealInstance` does.
 * @param issued seconds; now
 */
export function writeInstance(instance: Instance, issued = secondsNow(instance)): string {
  const { args, publicState, slots } = instance
  const text = writeWhole(instance, toTuple(instance, issued), () => ({
    args,
    publicState,
    state: serverStateOf(instance),
    slots,
  }))
  return withoutEnvelope(text)
}

function secondsNow({ visit }: Instance): number {
  return Math.floor(visit.toolkit.now() / 1000)
}

/** What is written, and for whom. */
interface Written {
  readonly visit: Visit
  readonly component: AnyComponent
}

/**
 * Writes several parts of a component as one.
 * @param parts the same by name
 * @throws SealingBlocked naming component and part
 */
export function writeWhole(
  { visit, component: { name } }: Written,
  whole: readonly unknown[],
  parts: () => Fields,
): string {
  const { codec } = visit.toolkit
  try {
    return codec.writeItems(whole, name)
  } catch (error) {
    // Refused once more, under the name that the part's author knows.
    for (const [part, value] of Object.entries(parts())) codec.write(value, `${name}: ${part}`)
    throw error
  }
}

/**
 * Opens a sealed state: authentic first, then young enough, then of a version we know; only then are the
 * types of plugins put back.
 * @throws StateRejected, StateExpired, StateOutdated, or StaleComponentState from a reviver or `migrate`
 */
export async function unsealSnapshot(
  visit: Visit,
  sealed: string,
  use: SnapshotUse,
): Promise<Snapshot> {
  const { component, purpose } = use
  const text = visit.sealer().unseal(sealed, { purpose, component: component.name })
  const opened = visit.toolkit.codec.parse(withEnvelope(text))
  const head = readHead(component, opened.json)
  checkAge(visit, component, head)
  checkVersion(use, head)
  return namingStale(head, async () => {
    const parts = readParts(component, await opened.revive({ ctx: visit.ctx }))
    const snapshot = toSnapshot(component, head, parts)
    return isCurrent(snapshot) ? snapshot : migrate(snapshot)
  })
}

/** Part by part: to spread them takes longer than to open the seal. */
function toSnapshot(component: AnyComponent, head: Head, parts: Parts): Snapshot {
  const { id, page, issued, born, lineage, version } = head
  const { args, publicState, state, attrs, slots, visited } = parts
  return {
    component,
    id,
    page,
    issued,
    born,
    lineage,
    version,
    args,
    publicState,
    state,
    attrs,
    slots,
    visited,
  }
}

export interface SnapshotUse {
  readonly component: AnyComponent
  readonly purpose: Purpose
}

/** Gives an error that says "gone" the component and the page that it is about. */
export async function namingStale<T>(
  { id, page }: Pick<Snapshot, 'id' | 'page'>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (isStale(error)) Object.assign(error, { component: id, page })
    throw error
  }
}

export type Head = Pick<Snapshot, 'id' | 'page' | 'issued' | 'born' | 'lineage' | 'version'>
export type Parts = Pick<Snapshot, 'args' | 'publicState' | 'state' | 'attrs' | 'slots' | 'visited'>

const headLength = 6

/** The first six are read as JSON has them, before any plugin sees the rest. */
export function readHead(component: Pick<AnyComponent, 'name'>, json: unknown): Head {
  if (!Array.isArray(json)) throw new StateRejected('not a state')
  const [id, page, issued, age, lineage, version] = wholeTuple(component, json) as any[]
  const texts = typeof id === 'string' && typeof page === 'string' && typeof lineage === 'string'
  const numbers = isCount(issued) && isCount(age) && isCount(version)
  // What we sealed can be put into a header and redirected to; nothing else may become either.
  if (!texts || !numbers || !isId(id) || toPagePath(page) !== page) {
    throw new StateRejected('not a state')
  }
  return { id, page, issued: issued * 1000, born: (issued - age) * 1000, lineage, version }
}

function isCount(part: unknown): boolean {
  return Number.isSafeInteger(part) && (part as number) >= 0
}

export function readParts(component: Pick<AnyComponent, 'name'>, tuple: unknown): Parts {
  const parts = Array.isArray(tuple) ? wholeTuple(component, tuple).slice(headLength) : []
  if (parts.length < 1 || parts.length > 6 || !parts.every(isFields)) {
    throw new StateRejected('not a state')
  }
  const [args = {}, publicState = {}, state = {}, attrs = {}, slots = {}, visited = {}] = parts
  return { args, publicState, state, attrs, slots, visited }
}

function checkAge({ toolkit }: Visit, { definition }: AnyComponent, head: Head): void {
  const now = toolkit.now()
  const { issued, born, page } = head
  if (issued > now + clockSkew) throw new StateRejected('issued in the future')
  const maxAge = definition.maxAge ?? toolkit.maxAge
  if (now - issued > maxAge || now - born > toolkit.maxLifetime) throw new StateExpired(page)
}

/** Args alone are not migrated: there is no state to go by. */
function checkVersion({ component, purpose }: SnapshotUse, { version, page }: Head): void {
  const { version: current = 0, migrate: bring } = component.definition
  const isMigrated = bring !== undefined && purpose !== 'children'
  if (version > current || (version < current && !isMigrated)) {
    throw new StateOutdated(page)
  }
}

function isCurrent({ component: { definition }, version }: Snapshot): boolean {
  return version === (definition.version ?? 0) || definition.migrate === undefined
}

async function migrate(snapshot: Snapshot): Promise<Snapshot> {
  const { version: current = 0, migrate: bring } = snapshot.component.definition
  const { version, ...rest } = snapshot
  const old = { version, args: rest.args, publicState: rest.publicState, state: rest.state }
  const { args, publicState, state } = { ...old, ...(await bring?.(old)) }
  return { ...snapshot, version: current, args, publicState, state }
}
