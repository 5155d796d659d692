import type { Data } from '../../server/demo/data.ts'
import type { Database } from '../../server/demo/database.ts'
import { openDemo } from '../demo/demo-app.ts'
import { listen, type Site } from './launch.ts'

/** The demo, listening, on a database of its own. */
export interface DemoSite extends Site {
  readonly database: Database
  readonly todos: Data['todos']
  /** Puts these to-dos in the place of all others, the last of them on top. */
  readonly refill: (...titles: string[]) => Promise<void>
}

const liveScript = '/_sealwax/sealwax-live.js'

/**
 * Starts the demo with its samples.
 * @param options `isLiving`: whether pages follow what others do; else they show what a click does
 */
export async function startDemo({ isLiving = false } = {}): Promise<DemoSite> {
  const { app, data, database, close } = await openDemo()
  const { todos } = data
  const refill = async (...titles: string[]) => {
    for (const todo of await todos.list('all')) await todo.delete()
    for (const title of titles) await todos.add(title)
  }
  const handle = app.callback()
  const site = await listen((request, answer) => {
    if (isLiving || request.url !== liveScript) void handle(request, answer)
    else answer.setHeader('Content-Type', 'text/javascript').end()
  })
  return {
    ...site,
    database,
    todos,
    refill,
    async close() {
      app.emit('leave')
      await site.close()
      await close()
    },
  }
}
