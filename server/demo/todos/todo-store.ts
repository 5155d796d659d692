import { type Kysely, type Selectable, sql } from 'kysely'
import { stale } from 'sealwax'
import { batched } from '../batch.ts'
import { idsIn } from '../dialect.ts'
import type { Tables } from '../tables.ts'

/** Which to-dos a list shows. */
export type Filter = 'all' | 'open' | 'done'

/** One to-do, as it was read; its methods write to the database and bring the object up to date. */
export interface Todo {
  readonly id: number
  readonly title: string
  readonly done: boolean
  /** @throws StaleComponentState when the row is gone */
  toggle(): Promise<void>
  /** @throws StaleComponentState when the row is gone */
  rename(title: string): Promise<void>
  /** @throws StaleComponentState when the row is gone */
  delete(): Promise<void>
}

/** The to-dos of the demo. */
export interface TodoStore {
  /** @returns the newest first */
  list(filter: Filter): Promise<Todo[]>
  /** Look-ups of one turn share a query. */
  find(id: number): Promise<Todo | undefined>
  add(title: string): Promise<Todo>
}

type Row = Selectable<Tables['todos']>

/**
 * @param db an open database
 * @returns the store on it
 */
export function createTodoStore(db: Kysely<Tables>): TodoStore {
  return {
    list: async (filter) => (await rowsOf(db, filter)).map((row) => todoOf(db, row)),
    find: batched((ids) => findMany(db, ids)),
    add: async (title) => todoOf(db, await insert(db, title)),
  }
}

function rowsOf(db: Kysely<Tables>, filter: Filter): Promise<Row[]> {
  const newestFirst = db.selectFrom('todos').selectAll().orderBy('id', 'desc')
  if (filter === 'all') return newestFirst.execute()
  return newestFirst.where('done', '=', filter === 'done' ? 1 : 0).execute()
}

async function findMany(db: Kysely<Tables>, ids: number[]): Promise<Map<number, Todo>> {
  const rows = await db.selectFrom('todos').selectAll().where('id', 'in', idsIn(db, ids)).execute()
  return new Map(rows.map((row) => [row.id, todoOf(db, row)]))
}

function insert(db: Kysely<Tables>, title: string): Promise<Row> {
  return db.insertInto('todos').values({ title }).returningAll().executeTakeFirstOrThrow()
}

function todoOf(db: Kysely<Tables>, row: Row): Todo {
  const update = db.updateTable('todos').where('id', '=', row.id).returningAll()
  const remove = db.deleteFrom('todos').where('id', '=', row.id).returningAll()
  const todo = {
    ...fieldsOf(row),
    async toggle() {
      const flip = update.set({ done: sql<number>`1 - done` })
      Object.assign(todo, fieldsOf(present(await flip.executeTakeFirst())))
    },
    async rename(title: string) {
      Object.assign(todo, fieldsOf(present(await update.set({ title }).executeTakeFirst())))
    },
    async delete() {
      present(await remove.executeTakeFirst())
    },
  }
  return todo
}

function fieldsOf(row: Row) {
  return { id: row.id, title: row.title, done: row.done === 1 }
}

function present(row: Row | undefined): Row {
  if (!row) throw stale('That to-do was deleted.')
  return row
}
