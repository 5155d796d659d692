import { createClient } from '@libsql/client'
import { LibsqlDialect } from '@libsql/kysely-libsql'
import { drizzle } from 'drizzle-orm/libsql'
import { type Generated, Kysely, type KyselyPlugin, sql } from 'kysely'
import { atEnd } from '../at-end.ts'

export interface Tables {
  todos: { id: Generated<number>; title: string; done: number; userId: number }
  users: { id: Generated<number>; name: string; password: string }
  members: { listId: number; userId: number; role: string }
}

/** A fresh SQLite in memory, and a log of every query that reaches it. */
export async function openTestDatabase(plugins: KyselyPlugin[] = []) {
  const queries: string[] = []
  const client = createClient({ url: ':memory:' })
  const log = (query: string) => void queries.push(query)
  const dialect = new LibsqlDialect({ client })
  const db = new Kysely<Tables>({ dialect, plugins, log: ({ query }) => log(query.sql) })
  const orm = drizzle(client, { logger: { logQuery: log } })
  atEnd(async () => {
    await db.destroy()
    client.close()
  })
  for (const statement of statements) await sql.raw(statement).execute(db)
  queries.length = 0
  return { db, orm, queries }
}

const statements = [
  `create table todos (id integer primary key, title text not null,
    done integer not null default 0, "userId" integer not null default 1)`,
  `create table users (id integer primary key, name text not null, password text not null)`,
  `create table members ("listId" integer, "userId" integer, role text,
    primary key ("listId", "userId"))`,
  `insert into todos (id, title, done, "userId") values
    (1, 'Buy milk', 0, 1), (2, 'Bake bread', 1, 1), (3, 'Brew tea', 0, 2)`,
  `insert into users values (1, 'ann', 'hunter2'), (2, 'bob', 'letmein')`,
  `insert into members values (1, 1, 'owner'), (1, 2, 'guest')`,
]
