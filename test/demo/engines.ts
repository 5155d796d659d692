import { join } from 'node:path'
import { type PostgresServer, withPostgres } from '../services/postgres.ts'

/** What the demo can keep its data in. */
export type Engine = 'SQLite' | 'PostgreSQL'

export const engines: readonly Engine[] = ['SQLite', 'PostgreSQL']

/**
 * Where a new database of an engine, or of one server, is to be opened.
 * @param folder where a file may go
 */
export async function newPlace(engine: Engine | PostgresServer, folder: string): Promise<string> {
  if (engine === 'SQLite') return join(folder, 'new', 'demo.db')
  const server = engine === 'PostgreSQL' ? await withPostgres() : engine
  return server.createDatabase()
}
