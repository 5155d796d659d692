export { type Call, type CallResult, call, type Received } from './call/call.ts'
export { visitedIn } from './call/form-check.ts'
export type { CallFields } from './call/form-fields.ts'
export {
  createMemoryOnceStore,
  type MemoryOnceStoreOptions,
  type OnceStore,
} from './call/once-store.ts'
export { createRedisOnceStore } from './call/redis-once-store.ts'
export { type Codec, type CodecOptions, createCodec } from './codec/codec.ts'
export type { Json, TypePlugin } from './codec/type-plugin.ts'
export { checkOptions } from './component/check-options.ts'
export type { Component, Definition, Method, NameIsTaken, Self } from './component/component.ts'
export { type AnyComponent, type AnyMethod, defineComponent } from './component/define-component.ts'
export type { FileField, FileFields } from './component/file-field.ts'
export { countedId, keyedId, stateFormId, templateWords } from './component/names.ts'
export type { Fields, Schema, SchemaIssue, SchemaResult } from './component/schema.ts'
export { orderedNames } from './component/schema.ts'
export type { Ctx, Registry } from './ctx.ts'
export * from './errors.ts'
export type { Client, Effects } from './instance/client.ts'
export { externalUrl, sameSiteUrl } from './instance/client.ts'
export { createInstance, isStale, load, serverStateOf } from './instance/instance.ts'
export { isChanged } from './instance/is-changed.ts'
export { type Finish, isKept, mount, type Placed, prepare } from './instance/mount.ts'
export { toPagePath } from './instance/page-path.ts'
export { toPublicJson } from './instance/public-json.ts'
export { sealInstance, unsealSnapshot } from './instance/snapshot.ts'
export {
  callUrl,
  type Instance,
  type Kept,
  type Snapshot,
  type Tag,
  type Visit,
} from './instance/visit.ts'
export { defaultLimits, type Limits } from './limits.ts'
export { type RedisStoreOptions, type SendCommand, setKey, withTimeout } from './redis.ts'
export type { Renderer } from './renderer.ts'
export {
  createKeyring,
  type Keyring,
  newKey,
  type Principal,
  type Purpose,
} from './seal/keyring.ts'
export { randomId } from './seal/random.ts'
export { createSealer, type SealedFor, type Sealer, type SealerOptions } from './seal/seal.ts'
export type { FileStore, StoredFile } from './stored-file.ts'
export { createToolkit, type Toolkit, type ToolkitOptions } from './toolkit.ts'
