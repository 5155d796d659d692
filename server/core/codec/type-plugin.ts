import type { Schema } from '../component/schema.ts'
import type { Ctx } from '../ctx.ts'

/** A value that JSON can write and read back. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

/**
 * Teaches the codec one more type. A value is sealed as `name` and what `reduce` returns; nothing
 * else of it travels.
 */
export interface TypePlugin<Value = any, Payload extends Json = any> {
  /** Name inside the seal; unique per toolkit. */
  readonly name: string
  /** Number of the payload's form, handed to `revive` as it was when sealed. */
  readonly version?: number
  /** Whether a value is of this type. Tried on objects only. */
  readonly match: (value: unknown) => boolean
  /** Writes a value as plain JSON. */
  readonly reduce: (value: Value) => Payload
  /**
   * Reads it back; may return a promise. Throw `stale()` if what it stands for is gone. Anything else that
   * it throws at once refuses the payload; what its promise rejects with is a failure of the server.
   */
  readonly revive: (payload: Payload, version: number, at: ReviveAt) => Value | Promise<Value>
  /** Checked before `revive` sees a payload. Any Standard Schema that answers at once. */
  readonly schema?: Schema<unknown, Payload>
}

/** Where a value is read back. */
export interface ReviveAt {
  /** The request, so that a plugin can use its database and batch its values. */
  readonly ctx: Ctx
}
