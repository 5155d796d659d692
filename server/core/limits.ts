/** Bounds of what a request may bring and a state may hold. Each stands in the option `limits` of `createSealwax`. */
export interface Limits {
  /** Bytes of a request's body (uploads apart). */
  readonly maxBodyBytes: number
  /** Characters of one sealed text. */
  readonly maxSealedLength: number
  /** Levels of arrays, objects, Maps and Sets in one state. */
  readonly maxDepth: number
  /** Values in one state, containers included. */
  readonly maxNodes: number
  /** Fields in one form. */
  readonly maxFields: number
}

/** The limits without options: 1 MiB, 64 KiB, 32 levels, 10,000 values, 1,000 fields. */
export const defaultLimits: Limits = {
  maxBodyBytes: 1024 * 1024,
  maxSealedLength: 64 * 1024,
  maxDepth: 32,
  maxNodes: 10_000,
  maxFields: 1_000,
}
