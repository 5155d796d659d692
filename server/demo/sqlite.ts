import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient } from '@libsql/client'
import { LibsqlDialect } from '@libsql/kysely-libsql'
import { SqliteAdapter } from 'kysely'
import type { Engine } from './engine.ts'

const busyTimeout = 5_000

/**
 * Opens a SQLite file, and makes it where there is none.
 * @param file path; folders that are missing are made
 */
export async function openSqlite(file: string): Promise<Engine> {
  const path = resolve(file)
  await mkdir(dirname(path), { recursive: true })
  const client = createClient({ url: pathToFileURL(path).href, timeout: busyTimeout })
  // Readers and a writer do not wait for each other.
  await client.execute('pragma journal_mode = wal')
  return { dialect: new FileDialect({ client }), close: () => client.close() }
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
