import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Koa from 'koa'
import { newKey } from 'sealwax'
import { createApp } from '../../server/demo/app.ts'
import { openDatabase } from '../../server/demo/database.ts'
import { createTodoStore, type TodoStore } from '../../server/demo/todos.ts'
import { listen, type Site } from './launch.ts'

/** The demo, listening, on a database of its own. */
export interface DemoSite extends Site {
  readonly todos: TodoStore
  /** Puts these to-dos in the place of all others, the last of them on top. */
  readonly refill: (...titles: string[]) => Promise<void>
}

/** Starts the demo with its samples. */
export async function startDemo(): Promise<DemoSite> {
  const folder = await mkdtemp(join(tmpdir(), 'sealwax-browser-'))
  const database = await openDatabase(join(folder, 'todos.db'))
  const todos = createTodoStore(database.db)
  const refill = async (...titles: string[]) => {
    for (const todo of await todos.list('all')) await todo.delete()
    for (const title of titles) await todos.add(title)
  }
  const site = await listen(quiet(createApp({ keys: [newKey()], cookieKeys: ['test'], todos })))
  return {
    ...site,
    todos,
    refill,
    async close() {
      await site.close()
      await database.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Refusals are part of these tests, not news. */
function quiet(app: Koa): Koa {
  return app.on('error', () => {})
}
