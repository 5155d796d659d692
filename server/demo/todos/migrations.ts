import { type Kysely, type Migration, sql } from 'kysely'

const samples = [
  'Turn JavaScript off and click around',
  'Delete a to-do in one tab and tick it in another',
  'Seal a letter with real wax',
]

const createTodos: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('todos')
      // autoIncrement: the id of a deleted row is never given to another one
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('done', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}

const addSamples: Migration = {
  async up(db: Kysely<unknown>) {
    for (const title of samples.toReversed()) {
      await sql`insert into todos (title) values (${title})`.execute(db)
    }
  },
}

export const todoMigrations = { '001-create-todos': createTodos, '002-add-samples': addSamples }
