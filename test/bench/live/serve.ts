import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Koa from 'koa'
import session from 'koa-session'
import { createSealwax, defineComponent, newKey } from 'sealwax'
import { z } from 'zod'

/*
 * The site that `streams.ts` measures, in a process of its own: `/living` and `/plain` show 20 components, or as many
 * as `?count=` says, each with two topics and with none.
 */
const folder = mkdtempSync(join(tmpdir(), 'sealwax-streams-'))
const card =
  '<li {{ attrs() }}>{{ sealed() }}<button {{ call("look") }}>Card {{ id }}</button></li>'
writeFileSync(join(folder, 'card.njk'), card)
for (const name of ['living', 'plain']) {
  const tag = `{{ component("${name}", id=id, key=id) }}`
  writeFileSync(join(folder, `${name}-page.njk`), `{% for id in ids %}${tag}{% endfor %}`)
}
const args = z.object({ id: z.number() })
const methods = { look() {} }
const living = defineComponent({
  name: 'living',
  template: 'card.njk',
  args,
  topics: (self) => ['all', `card:${self.args.id}`],
  methods,
})
const plain = defineComponent({ name: 'plain', template: 'card.njk', args, methods })

const app = new Koa({ keys: ['cookie key'] })
app.use(session({ key: 'sid' }, app))
const sealwax = createSealwax({
  keys: [newKey()],
  components: [living, plain],
  views: folder,
  development: false,
  live: { heartbeat: 5_000 },
})
app.use(sealwax.middleware())
app.use((ctx) => {
  const count = Number(ctx.query['count'] ?? 20)
  const ids = Array.from({ length: count }, (_, at) => at + 1)
  return ctx.render(`${ctx.path.slice(1)}-page.njk`, { ids })
})
const handle = app.callback()
const server = createServer((request, answer) => void handle(request, answer))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send?.({ port: (server.address() as AddressInfo).port })

/** What the measuring process asks for: topics to publish, or, without any, how this one is. */
process.on('message', ({ publish }: { publish?: string }) => {
  if (publish !== undefined) void sealwax.publish(publish)
  else {
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    process.send?.({ rss, heapUsed, cpu: (user + system) / 1000 })
  }
})
