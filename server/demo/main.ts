import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { createData } from './data.ts'
import { openDatabase } from './database.ts'
import { openRedis } from './redis.ts'
import { readSettings, type Settings } from './settings.ts'

const patience = 10_000

async function start(settings: Settings): Promise<void> {
  const database = await openDatabase(settings.databaseFile)
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl)
  const app = createApp({
    ...settings,
    data: createData(database.db),
    ...(redis && { store: redis.sessionStore, sealwax: { onceStore: redis.onceStore } }),
  })
  const server = app.listen(settings.port, settings.host)
  await once(server, 'listening')
  for (const note of settings.notes) console.log(note)
  console.log(`Sealwax demo: ${urlOf(server)}`)
  stopOnSignal(server, async () => {
    await database.close()
    redis?.close()
  })
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
