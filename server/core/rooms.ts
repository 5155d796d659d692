/* What the library's other rooms take from core: all that is public, and the engine, which is not. */

export { type Awaitable, all, attempt, isPending } from './awaitable.ts'
export { type CallResult, call, type Received } from './call/call.ts'
export { visitedIn } from './call/form-check.ts'
export type { CallFields } from './call/form-fields.ts'
export { checkOptions, checkPositive } from './check-options.ts'
export type { AnyComponent } from './component/define-component.ts'
export { orderedNames } from './component/field-names.ts'
export type { AnyMethod } from './component/methods.ts'
export { countedId, keyedId, liveName, stateFormId } from './component/names.ts'
export type { Fields } from './component/schema.ts'
export * from './index.ts'
export { loadAgain } from './inspect/load-again.ts'
export { type Opened, type OpenedKey, type OpenedPart, readOpened } from './inspect/opened.ts'
export { readSealHeader, type SealHeader } from './inspect/seal-header.ts'
export { type Facts, type Warning, warningsOf } from './inspect/warnings.ts'
export { type Effects, externalUrl, sameSiteUrl } from './instance/client.ts'
export { createInstance } from './instance/instance.ts'
export { isChanged } from './instance/is-changed.ts'
export { toPagePath } from './instance/page-path.ts'
export { isKept, type Placed, prepare } from './instance/prepare.ts'
export { toPublicJson } from './instance/public-json.ts'
export { sealInstance, unsealSnapshot } from './instance/snapshot.ts'
export {
  callUrl,
  createVisit,
  type Instance,
  type Kept,
  type Snapshot,
  type Tag,
  type Visit,
} from './instance/visit.ts'
export { checkTopic, markOf, openTopics, type ShownTopics, writeTopics } from './live/topics.ts'
export { createMeter, type Meter, timed } from './meter.ts'
export { setKey, withTimeout } from './redis.ts'
export { keyIdOf } from './seal/keyring.ts'
export { randomId } from './seal/random.ts'
export { english } from './texts.ts'
