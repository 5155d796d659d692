import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { createData, type Data } from './data.ts'
import { openDatabase } from './database.ts'
import { createLog } from './log.ts'
import { openRedis } from './redis.ts'
import { readSettings, type Settings } from './settings.ts'
import { createStoppableServer } from './stoppable-server.ts'

const hour = 60 * 60 * 1000

async function start(settings: Settings): Promise<void> {
  const database = await openDatabase(settings.database)
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl)
  const data = createData(database.db, settings.filesFolder)
  const app = createApp({
    ...settings,
    data,
    ...(settings.logLevel && { log: createLog(settings.logLevel) }),
    ...redis?.options,
    sealwax: { inspector: settings.inspector, ...redis?.options.sealwax },
  })
  const { server, stop } = createStoppableServer(app.callback())
  server.listen(settings.port, settings.host)
  await once(server, 'listening')
  keepClean(data)
  for (const note of settings.notes) console.log(note)
  console.log(`Sealwax demo: ${urlOf(server)}`)
  stopOnSignal(async () => {
    app.emit('leave')
    await stop()
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

/** The first signal is enough: a second one must not cut off who is being answered. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= stop().catch(fail).finally(leaveSoon)
    })
  }
}

/** Nothing that is still open, such as a connection to Redis, keeps the process from leaving. */
function leaveSoon(): void {
  setTimeout(() => process.exit(), 1000).unref()
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error)
  process.exitCode = 1
}

try {
  await start(readSettings(process.env))
} catch (error) {
  fail(error)
  leaveSoon()
}
