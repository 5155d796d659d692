import { join } from 'node:path'
import Database from 'libsql'

/** One to-do as it was read. */
export interface Todo {
  readonly id: number
  readonly title: string
  readonly done: boolean
}

/** A row of a table: eight fields. */
export type Line = Readonly<Record<string, string | number>>

/** What every peer reads and writes, by statements that were prepared once. */
export interface Store {
  readonly ids: (count: number) => number[]
  readonly list: (count: number) => Todo[]
  readonly find: (id: number) => Todo | undefined
  readonly findMany: (ids: readonly number[]) => Map<number, Todo>
  readonly toggle: (id: number) => void
  readonly lines: () => Line[]
}

const todoCount = 1000
const lineCount = 100

/**
 * Makes a store with a thousand to-dos in a new SQLite file. The driver is the one under the demo's, without the
 * query builder: what both sides of a comparison spend on the database makes the other costs look small.
 */
export function createStore(folder: string): Store {
  const db = new Database(join(folder, 'bench.db'))
  db.exec('pragma journal_mode = wal; pragma synchronous = normal')
  fill(db)
  const columns = 'id, title, done from todos'
  const ids = db.prepare('select id from todos limit ?')
  const list = db.prepare(`select ${columns} limit ?`)
  const find = db.prepare(`select ${columns} where id = ?`)
  const findMany = db.prepare(`select ${columns} where id in (select value from json_each(?))`)
  const toggle = db.prepare('update todos set done = 1 - done where id = ?')
  const lines = db.prepare('select * from lines')
  return {
    ids: (count) => (ids.all(count) as Row[]).map(({ id }) => id),
    list: (count) => (list.all(count) as Row[]).map(todoOf),
    find(id) {
      const row = find.get(id) as Row | undefined
      return row && todoOf(row)
    },
    findMany: (wanted) =>
      new Map((findMany.all(JSON.stringify(wanted)) as Row[]).map((row) => [row.id, todoOf(row)])),
    toggle: (id) => void toggle.run(id),
    lines: () => lines.all() as Line[],
  }
}

interface Row {
  readonly id: number
  readonly title: string
  readonly done: number
}

function todoOf({ id, title, done }: Row): Todo {
  return { id, title, done: done === 1 }
}

function fill(db: Database.Database): void {
  db.exec(`
    create table todos (id integer primary key, title text not null, done integer not null default 0);
    create table lines (id integer primary key, name text, city text, item text, count integer, price integer, paid text, note text);
  `)
  const addTodo = db.prepare('insert into todos (title, done) values (?, ?)')
  const addLine = db.prepare('insert into lines values (?, ?, ?, ?, ?, ?, ?, ?)')
  const addAll = db.transaction(() => {
    for (let n = 1; n <= todoCount; n++)
      addTodo.run(`Seal letter ${n} with wax`, n % 3 === 0 ? 1 : 0)
    for (let n = 1; n <= lineCount; n++) {
      addLine.run(n, `Customer ${n}`, 'Lisbon', 'Red wax', n, n * 250, '2026-01-31', 'By hand')
    }
  })
  addAll()
}
