import type { AddressInfo } from 'node:net'
import { type PeerName, peers } from './peers.ts'
import { views } from './site.ts'
import { createStore } from './store.ts'

/* A process of its own for one peer: it says its port and, whenever it is asked, the CPU time that it has used. */
const [name = 'bare', folder = '.'] = process.argv.slice(2)
const app = peers[name as PeerName]({ store: createStore(folder), views })
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())
