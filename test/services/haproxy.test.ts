import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { openPage } from '../browser/launch.ts'
import { type Haproxy, startHaproxy } from './haproxy.ts'
import { freePort } from './processes.ts'

describe('startHaproxy', () => {
  /** Requests that reached a process, as `a POST /`. */
  const reached: string[] = []
  const processes: Server[] = []
  let balancer: Haproxy
  /** What a process does with a request. */
  let behave: (socket: Socket) => void = answer

  before(async () => {
    const ports = [await serve('a'), await serve('b'), await freePort()]
    balancer = await startHaproxy(ports)
  })
  after(async () => {
    await balancer.close()
    for (const server of processes) server.close()
  })

  async function serve(name: string): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (bytes) => {
        const [line = ''] = String(bytes).split(' HTTP/')
        if (line.endsWith('.svg')) return answer(socket)
        if (line.startsWith('GET')) return answer(socket)
        reached.push(`${name} ${line}`)
        behave(socket)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    processes.push(server)
    const address = server.address()
    assert(typeof address === 'object' && address)
    return address.port
  }

  /** Status of the answer; 0 where none came. */
  const post = (path: string) =>
    fetch(balancer.url + path, { method: 'POST', body: 'x=1' }).then(
      ({ status }) => status,
      () => 0,
    )

  it('gives processes their turns, and passes over one that is not there', async () => {
    behave = answer
    reached.length = 0
    for (let n = 0; n < 10; n++) assert.equal(await post(`/${n}`), 200)
    const names = new Set(reached.map((line) => line[0]))
    assert.deepEqual(names, new Set(['a', 'b']))
    assert.equal(reached.length, 10)
  })

  const failures: [how: string, behave: (socket: Socket) => void][] = [
    ['closes the connection', (socket) => socket.end()],
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['breaks off its answer', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
  ]
  for (const [how, fail] of failures) {
    it(`sends nothing twice where a process ${how}`, async () => {
      behave = fail
      reached.length = 0
      for (let n = 0; n < 4; n++) assert.notEqual(await post(`/${n}`), 200)
      const sent = reached.map((line) => line.slice(2))
      assert.deepEqual(new Set(sent).size, sent.length)
      assert.ok(sent.length > 0)
    })

    it(`has a browser send nothing twice where a process ${how}`, async () => {
      behave = answer
      const page = await openPage()
      await page.goto(balancer.url)
      behave = fail
      reached.length = 0
      for (let n = 0; n < 4; n++) {
        const sent = `fetch('/${n}', { method: 'POST', body: 'x=1' }).then((a) => a.text())`
        // No answer is as good as one that says that something went wrong.
        await page.evaluate(`${sent}.catch(() => 0)`)
      }
      assert.ok(reached.length > 0)
      assert.equal(new Set(reached.map((line) => line.slice(2))).size, reached.length)
    })
  }
})

function answer(socket: Socket): void {
  socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok')
}
