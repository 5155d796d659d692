import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Client, createClient } from '@libsql/client'
import { LibsqlDialect } from '@libsql/kysely-libsql'
import { Kysely, Migrator, SqliteAdapter, sql } from 'kysely'
import { migrations } from './migrations.ts'
import type { Tables } from './tables.ts'

/** An open database. */
export interface Database {
  readonly db: Kysely<Tables>
  /** Closes every connection. */
  close(): Promise<void>
}

const busyTimeout = 5_000

/**
 * Opens a SQLite file, makes it where there is none, and brings its tables up to date.
 * @param file path; folders that are missing are made
 * @returns the database, ready for queries
 */
export async function openDatabase(file: string): Promise<Database> {
  const path = resolve(file)
  await mkdir(dirname(path), { recursive: true })
  const client = createClient({ url: pathToFileURL(path).href, timeout: busyTimeout })
  const db = new Kysely<Tables>({ dialect: new FileDialect({ client }) })
  const close = () => closeBoth(db, client)
  try {
    await sql`pragma journal_mode = wal`.execute(db)
    await migrate(db)
  } catch (error) {
    await close()
    throw error
  }
  return { db, close }
}

async function closeBoth(db: Kysely<Tables>, client: Client): Promise<void> {
  await db.destroy()
  client.close()
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest()
  if (error) throw error
}

/** Kysely's migrator takes no lock on SQLite; in a transaction two starting processes take turns. */
class FileDialect extends LibsqlDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
