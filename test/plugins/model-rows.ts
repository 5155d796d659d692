import { eq, inArray } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { type ModelReference, modelReference } from 'sealwax/plugins/model'
import { openTestDatabase } from './database.ts'

/** One way to hold rows: what an app writes for it, and what the tests ask of it. */
export interface Rows {
  readonly todos: ModelReference<any>
  /** Reads a row as the app does. */
  readonly find: (id: number) => Promise<{ title: string }>
  /** A row that is not in the database yet. */
  readonly unsaved: () => { title: string }
  /** Every query that reached the database. */
  readonly queries: string[]
  readonly rename: (id: number, title: string) => Promise<void>
  readonly remove: (id: number) => Promise<void>
  /** Takes the table away, as a database that is down. */
  readonly drop: () => Promise<void>
}

/** Rows of Kysely, rows of Drizzle, and objects of a class. */
export const kindsOfRows: [what: string, open: () => Promise<Rows>][] = [
  ['Kysely rows', openKyselyRows],
  ['Drizzle rows', openDrizzleRows],
  ['objects of a class', openObjects],
]

export async function openKyselyRows(): Promise<Rows> {
  const { db, queries } = await openTestDatabase()
  const query = db.selectFrom('todos').selectAll()
  const todos = modelReference({
    name: 'todo',
    keyOf: (todo: { id: number }) => todo.id,
    load: (ids) => query.where('id', 'in', ids).execute(),
  })
  return {
    todos,
    find: async (id) => todos.of(await query.where('id', '=', id).executeTakeFirstOrThrow()),
    unsaved: () => todos.of({ title: 'New' } as never),
    queries,
    ...writesOf(db),
  }
}

const todoTable = sqliteTable('todos', {
  id: integer('id').primaryKey(),
  title: text('title').notNull(),
})

async function openDrizzleRows(): Promise<Rows> {
  const { db, orm, queries } = await openTestDatabase()
  const todos = modelReference({
    name: 'todo',
    keyOf: (todo: { id: number }) => todo.id,
    load: (ids) =>
      orm
        .select()
        .from(todoTable)
        .where(inArray(todoTable.id, [...ids])),
  })
  return {
    todos,
    async find(id) {
      const [todo] = await orm.select().from(todoTable).where(eq(todoTable.id, id))
      return todos.of(todo as NonNullable<typeof todo>)
    },
    unsaved: () => todos.of({ title: 'New' } as never),
    queries,
    ...writesOf(db),
  }
}

class Todo {
  readonly #id: number | undefined
  readonly title: string
  constructor(title: string, id?: number) {
    this.title = title
    this.#id = id
  }
  get id() {
    return this.#id
  }
}

async function openObjects(): Promise<Rows> {
  const { db, queries } = await openTestDatabase()
  const load = async (ids: readonly number[]) => {
    const rows = await db.selectFrom('todos').selectAll().where('id', 'in', ids).execute()
    return rows.map(({ id, title }) => new Todo(title, id))
  }
  const todos = modelReference({
    name: 'todo',
    match: (value) => value instanceof Todo,
    keyOf: (todo: Todo) => todo.id,
    load,
  })
  return {
    todos,
    find: async (id) => (await load([id]))[0] as Todo,
    unsaved: () => new Todo('New'),
    queries,
    ...writesOf(db),
  }
}

type Database = Awaited<ReturnType<typeof openTestDatabase>>['db']

function writesOf(db: Database): Pick<Rows, 'rename' | 'remove' | 'drop'> {
  return {
    async rename(id, title) {
      await db.updateTable('todos').set({ title }).where('id', '=', id).execute()
    },
    async remove(id) {
      await db.deleteFrom('todos').where('id', '=', id).execute()
    },
    drop: () => db.schema.dropTable('todos').execute(),
  }
}
