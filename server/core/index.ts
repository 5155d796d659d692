export { type Call, type CallResult, call, type Received } from './call.ts'
export { checkOptions } from './check-options.ts'
export type { Client, Effects } from './client.ts'
export { externalUrl, sameSiteUrl } from './client.ts'
export { type Codec, type CodecOptions, createCodec } from './codec/codec.ts'
export type { Json, TypePlugin } from './codec/type-plugin.ts'
export type { Component, Definition, Method, NameIsTaken, Self } from './component.ts'
export type { Ctx, Registry } from './ctx.ts'
export { type AnyComponent, type AnyMethod, defineComponent } from './define-component.ts'
export * from './errors.ts'
export type { FileField, FileFields } from './file-field.ts'
export { visitedIn } from './form-check.ts'
export type { CallFields } from './form-fields.ts'
export { createInstance, isStale, load, serverStateOf } from './instance.ts'
export { isChanged } from './is-changed.ts'
export { defaultLimits, type Limits } from './limits.ts'
export { type Finish, isKept, mount, type Placed, prepare } from './mount.ts'
export { countedId, keyedId, stateFormId, templateWords } from './names.ts'
export {
  createMemoryOnceStore,
  type MemoryOnceStoreOptions,
  type OnceStore,
} from './once-store.ts'
export { toPagePath } from './page-path.ts'
export { toPublicJson } from './public-json.ts'
export { type RedisStoreOptions, type SendCommand, setKey, withTimeout } from './redis.ts'
export { createRedisOnceStore } from './redis-once-store.ts'
export type { Renderer } from './renderer.ts'
export type { Fields, Schema, SchemaIssue, SchemaResult } from './schema.ts'
export { orderedNames } from './schema.ts'
export {
  createKeyring,
  type Keyring,
  newKey,
  type Principal,
  type Purpose,
} from './seal/keyring.ts'
export { randomId } from './seal/random.ts'
export { createSealer, type SealedFor, type Sealer, type SealerOptions } from './seal/seal.ts'
export { sealInstance, unsealSnapshot } from './snapshot.ts'
export type { FileStore, StoredFile } from './stored-file.ts'
export { createToolkit, type Toolkit, type ToolkitOptions } from './toolkit.ts'
export { callUrl, type Instance, type Kept, type Snapshot, type Tag, type Visit } from './visit.ts'
