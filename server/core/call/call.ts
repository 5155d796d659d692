import type { Awaitable } from '../awaitable.ts'
import type { AnyComponent } from '../component/define-component.ts'
import { type ReceivedFiles, readFiles } from '../component/file-field.ts'
import type { AnyMethod } from '../component/methods.ts'
import type { Fields } from '../component/schema.ts'
import { Forbidden, InvalidInput, type Issue, StateOutdated } from '../errors.ts'
import { isAuthorized } from '../instance/authorize.ts'
import { digestOf, isNested, readLive, withNewArgs } from '../instance/children.ts'
import { checkShown, createInstance, load, showSent } from '../instance/instance.ts'
import { namingStale, unsealSnapshot } from '../instance/snapshot.ts'
import type { Instance, Snapshot, Visit } from '../instance/visit.ts'
import { timed } from '../meter.ts'
import type { Renderer } from '../renderer.ts'
import { randomId } from '../seal/random.ts'
import {
  clearForm,
  formMethod,
  leaveField,
  noteSentForm,
  shownIssues,
  visitedIn,
} from './form-check.ts'
import type { CallFields } from './form-fields.ts'
import { readInput } from './input.ts'
import { claim, refuseUsed } from './once-claims.ts'
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
  const { component, sealed, fields } = request
  const { meter } = visit
  const sent = await timed(meter, 'unseal', () =>
    unsealSnapshot(visit, sealed, { component, purpose: 'state' }),
  )
  return namingStale(sent, async () => {
    const snapshot = await timed(meter, 'unseal', () => withNewArgs(visit, sent, fields['_args']))
    await guard(visit, request, snapshot)
    const received = (await request.receive?.()) ?? withoutFiles(fields)
    // New args behind the files: all that was asked so far has to be asked of them as well.
    if (String(received.fields['_args']) !== String(fields['_args'])) {
      return call(visit, { ...request, fields: received.fields, receive: async () => received })
    }
    return continueCall(resume(visit, snapshot, received.fields), request, received)
  })
}

/** Refuses what can be refused before the rest of a request is read. */
async function guard(visit: Visit, request: Call, snapshot: Snapshot): Promise<void> {
  const { page, slots } = snapshot
  if (request.hasSlots?.(slots) === false) throw new StateOutdated(page)
  // A deploy made the method one-shot: this state was sealed without what tells it from others.
  if (request.method?.once === true && snapshot.lineage === '') throw new StateOutdated(page)
  await refuseUsed(visit, snapshot, request)
  const name = methodOf(request)?.name
  if (!(await isAuthorized(visit, snapshot, name))) throw new Forbidden(page)
}

/** The method that is called, or whose form is being filled in. */
function methodOf({ component, method, fields }: Call): AnyMethod | undefined {
  return method ?? formMethod(component, fields)
}

const noFiles: ReceivedFiles['files'] = new Map()

function withoutFiles(fields: CallFields): Received {
  return { fields, files: noFiles, issues: [] }
}

/** The rest of a call is about the page that the state was rendered on. */
function resume(visit: Visit, snapshot: Snapshot, fields: CallFields): Instance {
  const { page, id } = snapshot
  const live = readLive(fields['_live'])
  const here: Visit = { ...visit, page, live, isCall: true, ids: new Set([id]), counts: new Map() }
  const { component, args, attrs, slots, born, lineage, publicState, state, visited } = snapshot
  // Part by part: to spread a snapshot takes longer than all the rest here.
  const instance = createInstance({
    component,
    visit: here,
    id,
    args,
    attrs,
    slots,
    born,
    lineage,
    publicState,
    state,
    visited,
  })
  if (isNested(id)) instance.digest = digestOf(here, instance)
  return instance
}

async function continueCall(
  instance: Instance,
  request: Call,
  received: Received,
): Promise<CallResult> {
  const { method } = request
  const { fields } = received
  const form = methodOf(request)
  const files = readFiles(method?.files ?? new Map(), received, instance.visit.texts)
  const input = await readInput(instance, form, fields)
  if (input.publicState !== undefined) instance.publicState = input.publicState
  await timedLoad(instance)
  if (input.malformed !== undefined) throw input.malformed
  const { typed } = input
  if (method === undefined) return refresh(instance, form, { fields, typed, issues: input.issues })
  const issues = [...files.issues, ...input.issues]
  const params = method.files.size > 0 ? { ...input.params, ...files.values } : input.params
  return runOrRefuse(instance, method, { fields, typed, issues, params })
}

/** What a request brought, as far as it matters for the answer. */
interface Sent {
  readonly fields: CallFields
  readonly typed: Fields
  readonly issues: readonly Issue[]
}

/** @param form method whose form is being filled in: messages show for fields that the user has been to */
function refresh(instance: Instance, form: AnyMethod | undefined, sent: Sent): CallResult {
  const { fields, typed, issues } = sent
  instance.refreshed = true
  if (form !== undefined) leaveField(instance, form, fields)
  const shown = form === undefined ? issues : shownIssues(visitedIn(instance, form.name), issues)
  if (form !== undefined || shown.length > 0) {
    showSent(instance, shown, { typed, method: form?.name })
  }
  return { instance, invalid: shown.length > 0, returned: undefined }
}

async function runOrRefuse(
  instance: Instance,
  method: AnyMethod,
  { fields, typed, issues, params }: Sent & { readonly params: unknown },
): Promise<CallResult> {
  const refuse = (found: readonly Issue[]): CallResult => {
    showSent(instance, found, { typed, method: method.name })
    noteSentForm(instance, method, fields)
    return { instance, invalid: true, returned: undefined }
  }
  if (issues.length > 0) return refuse(issues)
  // What could not be answered must not use up a right.
  if (method.once) checkShown(instance, typed)
  try {
    const returned = await run(instance, method, params)
    clearForm(instance, method)
    return { instance, invalid: false, returned }
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    // A method may find out what no schema can know, for instance that a name is taken. The form that says so may
    // be sent.
    if (method.once) instance.lineage = randomId(9)
    return refuse(error.issues)
  }
}

async function run(instance: Instance, method: AnyMethod, params: unknown): Promise<unknown> {
  await claim(instance, method)
  const self = createSelf(instance)
  const returned = await timed(instance.visit.meter, 'method', () => method.run(self, params))
  if (method.once) instance.lineage = randomId(9)
  const { removed, redirect } = instance.effects
  const isFile = method.download && returned !== undefined
  if (removed || redirect !== undefined || isFile) return returned
  instance.publicState = await publicStateOf(self, instance)
  if (method.reload) await timedLoad(instance)
  return returned
}

function timedLoad(instance: Instance): Awaitable<Instance> {
  return timed(instance.visit.meter, 'load', () => load(instance))
}
