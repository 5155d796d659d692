import type { Dialect } from 'kysely'

/** What a database engine is to Kysely. */
export interface Engine {
  readonly dialect: Dialect
  /** Closes what Kysely leaves open. */
  readonly close: () => void
}
