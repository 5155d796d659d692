import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { createData, type Data } from './data.ts'
import { openDatabase } from './database.ts'
import { openRedis } from './redis.ts'
import { readSettings, type Settings } from './settings.ts'

const patience = 10_000
const hour = 60 * 60 * 1000

async function start(settings: Settings): Promise<void> {
  const database = await openDatabase(settings.databaseFile)
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl)
  const data = createData(database.db, settings.filesFolder)
  const app = createApp({
    ...settings,
    data,
    ...(redis && { store: redis.sessionStore, sealwax: { onceStore: redis.onceStore } }),
  })
  const server = app.listen(settings.port, settings.host)
  await once(server, 'listening')
  keepClean(data)
  for (const note of settings.notes) console.log(note)
  console.log(`Sealwax demo: ${urlOf(server)}`)
  stopOnSignal(server, async () => {
    await database.close()
    redis?.close()
  })
}

function keepClean({ letters }: Data): void {
  const cleanUp = () => {
    letters.removeExpired().catch(({ message }: Error) => console.error(`Clean-up: ${message}`))
  }
  setInterval(cleanUp, hour).unref()
  cleanUp()
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/`
}

function stopOnSignal(server: Server, close: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(server, close).catch(fail))
  }
}

/** Answers what is under way, then closes; whoever is not done in time is cut off. */
async function stop(server: Server, close: () => Promise<void>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), patience).unref()
  await closed
  await close()
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
