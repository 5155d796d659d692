import type { Kysely, Migration } from 'kysely'
import type { Tables } from '../tables.ts'
import { hashPassword } from './password.ts'
import { sampleUsers } from './sample-users.ts'

const createUsers: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('users')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('password', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('notes')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('user_id', 'integer', (column) => column.notNull().references('users.id'))
      .addColumn('text', 'text', (column) => column.notNull())
      .execute()
  },
}

const addSamples: Migration = {
  async up(db: Kysely<Tables>) {
    for (const { name, password, notes } of sampleUsers) {
      const user = await db
        .insertInto('users')
        .values({ name, password: hashPassword(password) })
        .returning('id')
        .executeTakeFirstOrThrow()
      const rows = notes.map((text) => ({ user_id: user.id, text }))
      await db.insertInto('notes').values(rows).execute()
    }
  },
}

export const accountMigrations = { '005-create-users': createUsers, '006-add-users': addSamples }
