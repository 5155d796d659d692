import { isAuthorized } from './authorize.ts'
import { digestOf, isNested, readLive, withNewArgs } from './children.ts'
import type { AnyComponent, AnyMethod } from './define-component.ts'
import { Forbidden, InvalidInput, type Issue, OnceStoreDown, StateReplayed } from './errors.ts'
import { type CallFields, readInput } from './input.ts'
import { createInstance, load, refuseInput } from './instance.ts'
import { randomId } from './seal/random.ts'
import { createSelf, publicStateOf } from './self.ts'
import { namingStale, unsealSnapshot } from './snapshot.ts'
import type { Instance, Snapshot, Visit } from './visit.ts'

/** What a request asks for. Without a method it is a refresh. */
export interface Call {
  readonly component: AnyComponent
  readonly method: AnyMethod | undefined
  /** Sealed text from the request. */
  readonly sealed: string
  readonly fields: CallFields
}

/** How a call ended, when nothing was thrown. */
export interface CallResult {
  readonly instance: Instance
  /** Whether input was refused, by a schema or by the method: the instance carries messages. */
  readonly invalid: boolean
  /** What the method returned. */
  readonly returned: unknown
}

/**
 * Resumes a component from its sealed state and runs a method, each refusal in its place: unsealed, not
 * used before, authorized, data loaded, input valid, claimed; only then does the method run.
 * @throws StateRejected, StateExpired, StateOutdated, StateReplayed, Forbidden, StaleComponentState,
 * OnceStoreDown, and whatever the component's own code throws
 */
export async function call(visit: Visit, request: Call): Promise<CallResult> {
  const { component, sealed } = request
  const sent = await unsealSnapshot(visit, sealed, { component, purpose: 'state' })
  return namingStale(sent, async () => {
    const snapshot = await withNewArgs(visit, sent, request.fields['_args'])
    return continueCall(onPage(visit, snapshot, request), request, snapshot)
  })
}

/** The rest of a call is about the page that the state was rendered on. */
function onPage(visit: Visit, { page, id }: Snapshot, { fields }: Call): Visit {
  const live = readLive(fields['_live'])
  return { ...visit, page, live, ids: new Set([id]), counts: new Map() }
}

async function continueCall(visit: Visit, request: Call, snapshot: Snapshot): Promise<CallResult> {
  const { method } = request
  await refuseUsed(visit, snapshot, method)
  if (!(await isAuthorized(visit, snapshot, method?.name))) throw new Forbidden(visit.page)
  const instance = resume(visit, snapshot)
  const input = await readInput(instance, method, request.fields)
  if (input.publicState !== undefined) instance.publicState = input.publicState
  await load(instance)
  const refuse = (issues: readonly Issue[]): CallResult => {
    refuseInput(instance, issues, { typed: input.typed, method: method?.name })
    return { instance, invalid: true, returned: undefined }
  }
  if (input.issues.length > 0) return refuse(input.issues)
  try {
    const returned = method && (await run(instance, method, input.params))
    return { instance, invalid: false, returned }
  } catch (error) {
    // A method may find out what no schema can know, for instance that a name is taken.
    if (error instanceof InvalidInput) return refuse(error.issues)
    throw error
  }
}

function resume(visit: Visit, snapshot: Snapshot): Instance {
  const { component, id, args, attrs, slots, born, lineage, publicState, state } = snapshot
  const parts = { component, id, args, attrs, slots, born, lineage, publicState, state }
  const instance = createInstance({ ...parts, visit })
  if (isNested(id)) instance.digest = digestOf(visit, instance)
  return instance
}

async function refuseUsed(
  visit: Visit,
  { lineage, page }: Snapshot,
  method: AnyMethod | undefined,
) {
  if (method?.once !== true) return
  const used = await orDown(() => visit.toolkit.onceStore.has(lineage))
  if (used) throw new StateReplayed(page)
}

async function run(instance: Instance, method: AnyMethod, params: unknown): Promise<unknown> {
  await claim(instance, method)
  const self = createSelf(instance)
  const returned = await method.run(self, params)
  if (method.once) instance.lineage = randomId(9)
  const { removed, redirect } = instance.effects
  const isFile = method.download && returned !== undefined
  if (removed || redirect !== undefined || isFile) return returned
  instance.publicState = await publicStateOf(self, instance)
  if (method.reload) await load(instance)
  return returned
}

async function claim({ visit, lineage }: Instance, method: AnyMethod): Promise<void> {
  if (!method.once) return
  const { onceStore, maxLifetime } = visit.toolkit
  const first = await orDown(() => onceStore.claim(lineage, maxLifetime))
  if (!first) throw new StateReplayed(visit.page)
}

async function orDown<T>(ask: () => Promise<T> | T): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new OnceStoreDown(cause)
  }
}
