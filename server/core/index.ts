export { type Call, type CallResult, call } from './call.ts'
export { checkOptions } from './check-options.ts'
export type { Client, Effects } from './client.ts'
export { externalUrl, sameSiteUrl } from './client.ts'
export { type Codec, type CodecOptions, createCodec } from './codec/codec.ts'
export type { Json, TypePlugin } from './codec/type-plugin.ts'
export type { Component, Definition, Method, NameIsTaken, Self } from './component.ts'
export type { Ctx, Registry } from './ctx.ts'
export { type AnyComponent, type AnyMethod, defineComponent } from './define-component.ts'
export * from './errors.ts'
export type { CallFields } from './input.ts'
export { createInstance, isStale, load, serverStateOf } from './instance.ts'
export { defaultLimits, type Limits } from './limits.ts'
export { type Finish, mount, place, prepare, type Tag } from './mount.ts'
export { countedId, keyedId, stateFormId, templateWords } from './names.ts'
export { createMemoryOnceStore, type OnceStore } from './once-store.ts'
export { toPagePath } from './page-path.ts'
export { toPublicJson } from './public-json.ts'
export type { Renderer } from './renderer.ts'
export type { Fields, Schema, SchemaIssue, SchemaResult } from './schema.ts'
export { fieldNames } from './schema.ts'
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
export { createToolkit, type Toolkit, type ToolkitOptions } from './toolkit.ts'
export { callUrl, type Instance, type Snapshot, type Visit } from './visit.ts'
