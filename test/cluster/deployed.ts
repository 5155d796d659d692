/*
 * Loaded before the demo in each of its processes: makes of it the version that is being deployed, and tells the
 * parent which POSTs have come in. Environment: COUNTER_VERSION, COUNTER_MIGRATES.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { counter } from '../../server/demo/counter/counter.ts'
import { requestId } from '../services/haproxy.ts'

const { COUNTER_VERSION = '0', COUNTER_MIGRATES } = process.env
const { definition } = counter as unknown as { definition: object }
Object.assign(definition, {
  version: Number(COUNTER_VERSION),
  ...(COUNTER_MIGRATES === '1' && { migrate: ({ state }: { state: object }) => ({ state }) }),
})

subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage }
  const id = request.headers[requestId]
  if (request.method === 'POST' && id !== undefined) process.send?.(id)
})
