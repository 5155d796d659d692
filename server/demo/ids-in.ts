import { type RawBuilder, sql } from 'kysely'

/** A list of ids as one parameter: SQLite limits how many a statement may have. */
export function idsIn(ids: readonly number[]): RawBuilder<number> {
  return sql<number>`(select value from json_each(${JSON.stringify(ids)}))`
}
