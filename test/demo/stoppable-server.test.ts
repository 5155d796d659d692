import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { createStoppableServer } from '../../server/demo/stoppable-server.ts'

/** Answers by path: at once, late, or with more than any buffer on the way takes. */
const size = 32 * 1024 * 1024
const whole = Buffer.alloc(size, 'w')

/** A promise, and what makes it come true. */
function promised<T = void>() {
  let keep!: (value: T) => void
  const promise = new Promise<T>((resolve) => {
    keep = resolve
  })
  return { promise, keep }
}

async function listening(handle: (request: IncomingMessage, answer: ServerResponse) => unknown) {
  const stoppable = createStoppableServer(async (request, answer) => {
    await handle(request, answer)
  })
  stoppable.server.listen(0, '127.0.0.1')
  await once(stoppable.server, 'listening')
  const { port } = stoppable.server.address() as AddressInfo
  return { ...stoppable, port, dial: () => dial(port) }
}

/** A connection that notes what comes and when it ends. */
async function dial(port: number) {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  const closed = promised<string>()
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  socket.once('close', () => closed.keep(Buffer.concat(chunks).toString('latin1')))
  await once(socket, 'connect')
  return { socket, text: () => Buffer.concat(chunks).toString('latin1'), closed: closed.promise }
}

const ask = (socket: Socket, path = '/') => socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)

describe('createStoppableServer', () => {
  it('answers what is under way, as the last on its connection', async () => {
    const [begun, finish] = [promised(), promised()]
    const site = await listening(async (_, answer) => {
      begun.keep()
      await finish.promise
      answer.end('done')
    })
    const { socket, closed } = await site.dial()
    ask(socket)
    await begun.promise
    const stopped = site.stop()
    finish.keep()
    const text = await closed
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(text, /\r\nConnection: close\r\n/)
    assert.match(text, /\r\n\r\ndone$/)
    await stopped
  })

  it('takes no new connection', async () => {
    const begun = promised()
    const finish = promised()
    const site = await listening(async (_, answer) => {
      begun.keep()
      await finish.promise
      answer.end()
    })
    ask((await site.dial()).socket)
    await begun.promise
    const stopped = site.stop()
    await pass(50)
    await assert.rejects(site.dial(), { code: 'ECONNREFUSED' })
    finish.keep()
    await stopped
  })

  it('ends idle connections, and those that have never asked', async () => {
    const site = await listening((_, answer) => answer.end('done'))
    const [idle, fresh] = [await site.dial(), await site.dial()]
    ask(idle.socket)
    await once(idle.socket, 'data')
    const begun = performance.now()
    await site.stop()
    await Promise.all([idle.closed, fresh.closed])
    assert.ok(performance.now() - begun < 2000)
  })

  it('answers a request that was sent before its sender could know', async () => {
    const site = await listening((_, answer) => answer.end('done'))
    const { socket, closed } = await site.dial()
    ask(socket)
    await once(socket, 'data')
    const stopped = site.stop()
    await pass(5)
    ask(socket)
    assert.match(await closed, /done.*Connection: close.*done$/s)
    await stopped
  })

  it('answers who has dialled, but was not accepted yet', async () => {
    const site = await listening((_, answer) => answer.end('done'))
    const lines = Array.from({ length: 20 }, () => dial(site.port))
    const closed = lines.map(async (line) => {
      const { socket, closed } = await line
      ask(socket)
      return closed
    })
    // Connected by the system, while nobody here had a turn to accept.
    const until = performance.now() + 50
    while (performance.now() < until);
    await Promise.race([lines[0], pass(20)])
    const stopped = site.stop()
    for (const text of await Promise.all(closed)) assert.match(text, /done$/)
    await stopped
  })

  it('waits for a request whose head has come in part', async () => {
    const site = await listening((_, answer) => answer.end('done'))
    const { socket, closed } = await site.dial()
    socket.write('GET / HTTP/1.1\r\nHos')
    const stopped = site.stop()
    await pass(300)
    socket.write('t: a\r\n\r\n')
    assert.match(await closed, /done$/)
    await stopped
  })

  it('cuts no answer short that is written, but not out yet', async () => {
    const site = await listening((_, answer) => answer.end(whole))
    const { socket, closed } = await site.dial()
    ask(socket)
    await once(socket, 'data')
    socket.pause()
    await pass(100)
    const stopped = site.stop()
    await pass(300)
    socket.resume()
    const text = await closed
    assert.equal(text.length - text.indexOf('\r\n\r\n') - 4, size)
    await stopped
  })

  it('ends a connection whose answer had begun before', async () => {
    const finish = promised()
    const site = await listening(async (_, answer) => {
      answer.write('begun, ')
      await finish.promise
      answer.end('done')
    })
    const { socket, closed } = await site.dial()
    ask(socket)
    await once(socket, 'data')
    const stopped = site.stop()
    await pass(300)
    const begun = performance.now()
    finish.keep()
    await stopped
    assert.match(await closed, /begun, .*done/s)
    assert.ok(performance.now() - begun < 2000)
  })

  it('waits for work whose client has gone', async () => {
    const [begun, finish] = [promised(), promised()]
    let isDone = false
    const site = await listening(async () => {
      begun.keep()
      await finish.promise
      isDone = true
    })
    const { socket, closed } = await site.dial()
    ask(socket)
    await begun.promise
    socket.destroy()
    await closed
    const stopped = site.stop()
    await pass(200)
    finish.keep()
    await stopped
    assert.ok(isDone)
  })

  it('cuts off whoever is not done in time, and lets the work that fails by it end', async () => {
    let failed = false
    const site = await listening(async (request) => {
      try {
        for await (const _ of request);
      } catch {
        await pass(100)
        failed = true
      }
    })
    const { socket, closed } = await site.dial()
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf')
    await pass(50)
    const begun = performance.now()
    await site.stop(400)
    assert.ok(performance.now() - begun < 2000)
    assert.equal(await closed, '')
    assert.ok(failed)
  })

  it('leaves at last, though there is work that never ends', async () => {
    const site = await listening(() => new Promise(() => {}))
    ask((await site.dial()).socket)
    await pass(50)
    const begun = performance.now()
    await site.stop(200)
    assert.ok(performance.now() - begun < 3000)
  })
})
