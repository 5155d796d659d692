import { Kysely, Migrator } from 'kysely'
import { migrations } from './migrations.ts'
import { openPostgres, type Use } from './postgres.ts'
import { openSqlite } from './sqlite.ts'
import type { Tables } from './tables.ts'

/** An open database. */
export interface Database {
  readonly db: Kysely<Tables>
  /** Closes every connection. */
  close(): Promise<void>
}

/** Whether this is the URL of a PostgreSQL, and not the path of a SQLite file. */
export function isPostgresUrl(place: string): boolean {
  return /^postgres(ql)?:\/\//.test(place)
}

/**
 * Opens a database and brings its tables up to date. Any number of processes may do so at once.
 * @param place URL of a PostgreSQL, such as `postgres://user:password@host/database`, or path of a SQLite
 *   file, which is made where there is none
 * @returns the database, ready for queries
 */
export async function openDatabase(place: string): Promise<Database> {
  await migrate(place)
  return connect(place, 'calls')
}

async function migrate(place: string): Promise<void> {
  const database = await connect(place, 'migrations')
  const migrator = new Migrator({ db: database.db, provider: migrations })
  const { error } = await migrator.migrateToLatest()
  await database.close()
  if (error) throw error
}

async function connect(place: string, use: Use): Promise<Database> {
  const engine = isPostgresUrl(place) ? openPostgres(place, use) : await openSqlite(place)
  const db = new Kysely<Tables>({ dialect: engine.dialect })
  return {
    db,
    async close() {
      await db.destroy()
      engine.close()
    },
  }
}
