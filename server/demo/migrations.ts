import type { MigrationProvider } from 'kysely'
import { accountMigrations } from './account/migrations.ts'
import { boardMigrations } from './board/migrations.ts'
import { contactMigrations } from './contact/migrations.ts'
import { todoMigrations } from './todos/migrations.ts'

/** The demo's migrations, in code: Kysely runs those that the database has not seen. */
export const migrations: MigrationProvider = {
  getMigrations: () =>
    Promise.resolve({
      ...todoMigrations,
      ...boardMigrations,
      ...accountMigrations,
      ...contactMigrations,
    }),
}
