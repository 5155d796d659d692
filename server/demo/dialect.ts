import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

/* What stores have to say in another way on PostgreSQL than on SQLite. All else is the same SQL on both. */

type Db = Kysely<Tables>

/** A list of ids as one parameter: SQLite limits how many a statement may have. */
export function idsIn(db: Db, ids: readonly number[]): RawBuilder<number> {
  if (isPostgres(db)) return sql<number>`(select unnest(${ids}::bigint[]))`
  return sql<number>`(select value from json_each(${JSON.stringify(ids)}))`
}

/**
 * Has work that must see what others have just written take turns, across all processes. On SQLite a statement
 * that writes waits for its turn by itself; on PostgreSQL it would look at the rows as they were when it began.
 * @param what names the turn
 * @param work one statement that reads and writes
 */
export function inTurn<T>(db: Db, what: string, work: (db: Db) => Promise<T>): Promise<T> {
  if (!isPostgres(db)) return work(db)
  return db.transaction().execute(async (turn) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`.execute(turn)
    return work(turn)
  })
}

function isPostgres(db: Db): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}
