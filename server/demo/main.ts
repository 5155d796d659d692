import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { type Database, openDatabase } from './database.ts'
import { readSettings, type Settings } from './settings.ts'
import { createTodoStore } from './todos.ts'

const patience = 10_000

async function start(settings: Settings): Promise<void> {
  const database = await openDatabase(settings.databaseFile)
  const app = createApp({ ...settings, todos: createTodoStore(database.db) })
  const server = app.listen(settings.port, settings.host)
  await once(server, 'listening')
  for (const note of settings.notes) console.log(note)
  console.log(`Sealwax demo: ${urlOf(server)}`)
  stopOnSignal(server, database)
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/`
}

function stopOnSignal(server: Server, database: Database): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(server, database).catch(fail))
  }
}

/** Answers what is under way, then closes; whoever is not done in time is cut off. */
async function stop(server: Server, database: Database): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), patience).unref()
  await closed
  await database.close()
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error)
  process.exitCode = 1
}

try {
  await start(readSettings(process.env))
} catch (error) {
  fail(error)
}
