import type { AnyComponent, AnyMethod } from '../component/define-component.ts'
import { type ReceivedFiles, readFiles } from '../component/file-field.ts'
import {
  Forbidden,
  InvalidInput,
  type Issue,
  OnceStoreDown,
  StateOutdated,
  StateReplayed,
} from '../errors.ts'
import { isAuthorized } from '../instance/authorize.ts'
import { digestOf, isNested, readLive, withNewArgs } from '../instance/children.ts'
import { createInstance, load, refuseInput } from '../instance/instance.ts'
import { namingStale, unsealSnapshot } from '../instance/snapshot.ts'
import type { Instance, Snapshot, Visit } from '../instance/visit.ts'
import type { Renderer } from '../renderer.ts'
import { randomId } from '../seal/random.ts'
import { clearForm, formMethod, issuesOf, leaveField, sendForm, visitedIn } from './form-check.ts'
import type { CallFields } from './form-fields.ts'
import { readInput } from './input.ts'
import { createSelf, publicStateOf } from './self.ts'

/** What a request asks for. Without a method it is a refresh. */
export interface Call {
  readonly component: AnyComponent
  readonly method: AnyMethod | undefined
  /** Sealed text from the request. */
  readonly sealed: string
  readonly fields: CallFields
  /** Whether slots can still be drawn as they were sealed. */
  readonly hasSlots?: Renderer['hasSlots']
  /** Accepts the rest of a request that was read only as far as its first file; called once all is well so far. */
  readonly receive?: (() => Promise<Received>) | undefined
}

/** The whole of a request. */
export interface Received extends ReceivedFiles {
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
    if (request.hasSlots?.(snapshot.slots) === false) throw new StateOutdated(sent.page)
    return continueCall(onPage(visit, snapshot), request, snapshot)
  })
}

/** The rest of a call is about the page that the state was rendered on. */
function onPage(visit: Visit, { page, id }: Snapshot): Visit {
  return { ...visit, page, ids: new Set([id]), counts: new Map() }
}

async function continueCall(visit: Visit, request: Call, snapshot: Snapshot): Promise<CallResult> {
  const { method } = request
  const form = method ?? formMethod(request.component, request.fields)
  await refuseUsed(visit, snapshot, request)
  if (!(await isAuthorized(visit, snapshot, form?.name))) throw new Forbidden(visit.page)
  const received = (await request.receive?.()) ?? { ...noFiles, fields: request.fields }
  if (String(received.fields['_args']) !== String(request.fields['_args'])) {
    // New args behind the files: all that was asked so far has to be asked of them as well.
    return call(visit, { ...request, fields: received.fields, receive: async () => received })
  }
  const live = readLive(received.fields['_live'])
  const instance = resume({ ...visit, live }, snapshot)
  const files = readFiles(method?.files ?? new Map(), received)
  const input = await readInput(instance, form, received.fields)
  const issues = [...files.issues, ...input.issues]
  if (input.publicState !== undefined) instance.publicState = input.publicState
  await load(instance)
  if (input.malformed !== undefined) throw input.malformed
  instance.refreshed = method === undefined
  const refuse = (issues: readonly Issue[]): CallResult => {
    refuseInput(instance, issues, { typed: input.typed, method: form?.name })
    if (method) sendForm(instance, method, received.fields)
    return { instance, invalid: issues.length > 0 || method !== undefined, returned: undefined }
  }
  if (method === undefined && form !== undefined) {
    leaveField(instance, form, received.fields)
    return refuse(issuesOf(visitedIn(instance, form.name), issues))
  }
  if (issues.length > 0) return refuse(issues)
  try {
    const params = method?.files.size ? { ...input.params, ...files.values } : input.params
    const returned = method && (await run(instance, method, params))
    if (method) clearForm(instance, method)
    return { instance, invalid: false, returned }
  } catch (error) {
    // A method may find out what no schema can know, for instance that a name is taken.
    if (error instanceof InvalidInput) return refuse(error.issues)
    throw error
  }
}

const noFiles: ReceivedFiles = { files: new Map(), issues: [] }

function resume(visit: Visit, snapshot: Snapshot): Instance {
  const instance = createInstance({ ...snapshot, visit })
  if (isNested(instance.id)) instance.digest = digestOf(visit, instance)
  return instance
}

async function refuseUsed(
  { toolkit }: Visit,
  { lineage, page }: Snapshot,
  { method, fields }: Call,
) {
  if (method?.once !== true) return
  // A click that waited for the answer to another one carries a newer state than the one it was meant for.
  const [clicked = lineage] = fields['_once'] ?? []
  const lineages = new Set([lineage, clicked.slice(0, lineage.length)])
  for (const each of lineages) {
    if (await orDown(() => toolkit.onceStore.has(each))) throw new StateReplayed(page)
  }
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
