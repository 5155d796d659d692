import type { Kysely, Migration } from 'kysely'

const createLetters: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('letters')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('sender', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('email', 'text', (column) => column.notNull())
      .addColumn('topic', 'text', (column) => column.notNull())
      .addColumn('about', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('attachments', 'text', (column) => column.notNull())
      .addColumn('sent_at', 'integer', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('letters_by_sender').on('letters').column('sender').execute()
  },
}

export const contactMigrations = { '007-create-letters': createLetters }
