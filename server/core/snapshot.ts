import type { AnyComponent } from './define-component.ts'
import { StateExpired, StateOutdated, StateRejected } from './errors.ts'
import { sealedState } from './instance.ts'
import type { Fields } from './schema.ts'
import type { Purpose } from './seal/keyring.ts'
import type { Instance, Snapshot, Visit } from './visit.ts'

/** Seconds that another server's clock may be ahead of ours. */
const clockSkew = 300

/**
 * Seals an instance as it is now.
 * @throws SealingBlocked when it holds a value that is not on the safe list
 */
export function sealInstance(instance: Instance, purpose: Purpose): string {
  const { component, visit } = instance
  checkSealable(instance)
  const text = visit.toolkit.codec.write(toTuple(instance), component.name)
  return visit.sealer().seal(text, { purpose, component: component.name })
}

/** Checks each part under the name that its author knows, so that an error names the right path. */
function checkSealable(instance: Instance): void {
  const { codec, development } = instance.visit.toolkit
  if (!development) return
  const { args, publicState, slots } = instance
  for (const [name, value] of Object.entries({
    args,
    publicState,
    state: sealedState(instance),
    slots,
  })) {
    codec.write(value, `${instance.component.name}: ${name}`)
  }
}

/** By position and without an empty end: sealed text does not compress, so every byte counts. */
function toTuple(instance: Instance): unknown[] {
  const { id, visit, born, lineage, component, args, publicState, attrs, slots } = instance
  const issued = Math.floor(visit.toolkit.now() / 1000)
  const age = issued - Math.floor(born / 1000)
  const tuple = [id, visit.page, issued, age, lineage, component.definition.version ?? 0, args]
  const rest = [publicState, sealedState(instance), attrs, slots]
  while (rest.length > 0 && Object.keys(rest.at(-1) as Fields).length === 0) rest.pop()
  return [...tuple, ...rest]
}

/**
 * Opens a sealed state: authentic first, then young enough, then of a version we know.
 * @throws StateRejected, StateExpired, StateOutdated, or StaleComponentState from a reviver
 */
export async function openSnapshot(
  visit: Visit,
  sealed: string,
  use: SnapshotUse,
): Promise<Snapshot> {
  const { codec } = visit.toolkit
  const { component, purpose } = use
  const text = visit.sealer().unseal(sealed, { purpose, component: component.name })
  const snapshot = fromTuple(component, await codec.read(text))
  checkAge(visit, snapshot)
  return migrate(snapshot)
}

export interface SnapshotUse {
  readonly component: AnyComponent
  readonly purpose: Purpose
}

function fromTuple(component: AnyComponent, tuple: unknown): Snapshot {
  if (!Array.isArray(tuple) || tuple.length < 7 || tuple.length > 11) {
    throw new StateRejected('not a state')
  }
  const [id, page, issued, age, lineage, version, ...parts] = tuple
  const texts = [id, page, lineage].every((part) => typeof part === 'string')
  const numbers = [issued, age, version].every((part) => Number.isSafeInteger(part))
  if (!texts || !numbers || !parts.every(isFields) || !/^\/(?![/\\])/.test(page)) {
    throw new StateRejected('not a state')
  }
  const [args = {}, publicState = {}, state = {}, attrs = {}, slots = {}] = parts
  const times = { issued: issued * 1000, born: (issued - age) * 1000 }
  return { component, id, page, ...times, lineage, version, args, publicState, state, attrs, slots }
}

function isFields(part: unknown): part is Fields {
  return Object.prototype.toString.call(part) === '[object Object]'
}

function checkAge({ toolkit }: Visit, { component, issued, born, page }: Snapshot): void {
  const now = toolkit.now()
  if (issued > now + clockSkew * 1000) throw new StateRejected('issued in the future')
  const maxAge = component.definition.maxAge ?? toolkit.maxAge
  if (now - issued > maxAge || now - born > toolkit.maxLifetime) throw new StateExpired(page)
}

async function migrate(snapshot: Snapshot): Promise<Snapshot> {
  const { component, version, args, publicState, state } = snapshot
  const current = component.definition.version ?? 0
  if (version === current) return snapshot
  if (version > current || component.definition.migrate === undefined) {
    throw new StateOutdated(snapshot.page)
  }
  const migrated = await component.definition.migrate({ version, args, publicState, state })
  return { ...snapshot, ...migrated, version: current }
}
