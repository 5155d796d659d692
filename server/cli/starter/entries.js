import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createClient } from '@libsql/client'

/**
 * Opens the guest book's entries.
 * @param url `file:PATH`, or `:memory:`
 */
export async function openEntries(url) {
  if (url.startsWith('file:')) mkdirSync(dirname(url.slice('file:'.length)), { recursive: true })
  const db = createClient({ url })
  await db.execute(
    'create table if not exists entries (id integer primary key, name text, text text, author text)',
  )
  return {
    list: async () => (await db.execute('select id from entries order by id desc')).rows,
    find: async (id) => (await db.execute('select * from entries where id = ?', [id])).rows[0],
    add: ({ name, text, author }) =>
      db.execute('insert into entries (name, text, author) values (?, ?, ?)', [name, text, author]),
    remove: (id) => db.execute('delete from entries where id = ?', [id]),
    close: () => db.close(),
  }
}
