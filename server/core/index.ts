export {
  createMemoryOnceStore,
  type MemoryOnceStoreOptions,
  type OnceStore,
} from './call/once-store.ts'
export { createRedisOnceStore } from './call/redis-once-store.ts'
export { type Codec, type CodecOptions, createCodec, type Parsed } from './codec/codec.ts'
export type { Json, ReviveAt, TypePlugin } from './codec/type-plugin.ts'
export type { Component, Definition, Method, NameIsTaken, Self } from './component/component.ts'
export { defineComponent } from './component/define-component.ts'
export type { FileField, FileFields } from './component/file-field.ts'
export type { Schema, SchemaIssue, SchemaResult } from './component/schema.ts'
export type { Ctx, Registry } from './ctx.ts'
export * from './errors.ts'
export type { Client } from './instance/client.ts'
export { defaultLimits, type Limits } from './limits.ts'
export type { Bus, Listener } from './live/bus.ts'
export { createMemoryBus, type MemoryBusOptions } from './live/memory-bus.ts'
export { createRedisBus, type RedisBus, type RedisBusOptions } from './live/redis-bus.ts'
export type { Subscribe } from './live/redis-reader.ts'
export type { Durations } from './meter.ts'
export type { RedisStoreOptions, SendCommand } from './redis.ts'
export type { Renderer } from './renderer.ts'
export {
  createKeyring,
  type Keyring,
  newKey,
  type Principal,
  type Purpose,
} from './seal/keyring.ts'
export type { SealedFor } from './seal/locks.ts'
export { createSealer, type Sealer, type SealerOptions } from './seal/seal.ts'
export type { FileStore, StoredFile } from './stored-file.ts'
export type { Texts } from './texts.ts'
export { createToolkit, type Toolkit, type ToolkitOptions } from './toolkit.ts'
