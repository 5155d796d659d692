import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import type Koa from 'koa'
import { openRedis } from '../../server/demo/redis.ts'
import { atEnd } from '../at-end.ts'
import { createVisitor } from '../koa/live/live-site.ts'
import { startRedis } from '../services/redis.ts'
import { startDemoProcess } from '../soak/demo-process.ts'
import { createTab } from '../soak/tab.ts'
import { openDemo } from './demo-app.ts'

const sealedIn = (page: string) =>
  [...page.matchAll(/data-topics="[^"]*\.([^"]*)"/g)].map(([, sealed]) => sealed as string)

async function serve(app: Koa) {
  const handle = app.callback()
  const server = createServer((request, answer) => void handle(request, answer))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    app.emit('leave')
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

describe('the demo with living pages', () => {
  it('leaves at once, with pages that follow it', async () => {
    const demo = await startDemoProcess()
    atEnd(() => demo.close())
    const visitor = createVisitor(`http://127.0.0.1:${demo.port}`)
    const stream = await visitor.follow(sealedIn(await visitor.get('/board')))
    const told = performance.now()
    demo.signal('SIGTERM')
    await stream.over
    assert.deepEqual(await demo.ended, { code: 0, signal: null })
    // Whoever is under way has ten seconds.
    assert.ok(performance.now() - told < 5_000)
  })

  it('tells the pages of another process through Redis', async () => {
    const ends: (() => unknown)[] = []
    atEnd(async () => {
      for (const end of ends.toReversed()) await end()
    })
    const redis = await startRedis()
    ends.push(() => redis.close())
    const shared = [1, 2].map(() => openRedis(`redis://127.0.0.1:${redis.port}`))
    ends.push(() => shared.forEach(({ close }) => close()))
    const [here, there] = shared.map(({ options }) => options)
    const demo = await openDemo(here)
    ends.push(() => demo.close())
    const other = await openDemo({ ...there, data: demo.data })
    ends.push(() => other.close())
    const sites = [await serve(demo.app), await serve(other.app)]
    ends.push(() => sites.forEach(({ close }) => close()))
    const [writer, reader] = sites.map(({ url }) => createVisitor(url))
    assert(writer && reader)
    const stream = await reader.follow(sealedIn(await reader.get('/board')))
    const [card] = createTab('/board', await writer.get('/board')).of('board-card')
    assert(card)
    const params = { _state: card.fields['_state'] as string, title: 'Red wax', note: '' }
    const answer = await writer.post('/_sealwax/board-card/write', params)
    assert.equal(answer.status, 200)
    await stream.until(() => stream.changed().length > 0)
    assert.equal(stream.changed().length, 1)
  })
})
