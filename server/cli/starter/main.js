import { existsSync } from 'node:fs'
import { createApp } from './app.js'
import { openEntries } from './entries.js'
import { readSettings } from './settings.js'

// Secrets of this machine. In production they come from the environment itself.
if (existsSync('.env')) process.loadEnvFile('.env')

const settings = readSettings(process.env)
const entries = await openEntries(settings.database)
const server = createApp({ ...settings, entries }).listen(settings.port, () => {
  console.log(`http://localhost:${server.address().port}`)
})

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    server.close(() => entries.close())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 5000).unref()
  })
}
