import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { BadRequest } from 'sealwax'
import { createGate } from '../../browser/in-page.ts'
import { listeningSite, until } from './raw.ts'
import { createUploadSite, png, upload } from './upload-site.ts'

const part = (name: string, more = '') =>
  `--cut\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`
const stateOf = (state: string) => `${part('_state')}${state}\r\n`
const photo = part('photo', '; filename="sea.png"')

const endlessHead = '--cut\r\nContent-Disposition: form-data; name="photo"; filename="'

describe('an upload that never ends well', () => {
  it('is removed when its sender hangs up in the middle of a file', async () => {
    const { state, open, stored, album, world } = await listeningSite()
    const { socket, write } = await open()
    await write(stateOf(state) + photo)
    await write(png(100_000))
    await until(() => stored().length === 1)
    socket.destroy()
    await until(() => stored().length === 0)
    await until(() => world.errors.some((error) => error instanceof BadRequest))
    assert.deepEqual(album.ran, [])
  })

  it('is removed when its sender hangs up between two files', async () => {
    const { state, open, stored } = await listeningSite()
    const { socket, write } = await open()
    await write(stateOf(state) + photo)
    await write(png())
    await write(`\r\n${part('notes', '; filename="a.txt"')}a`)
    await until(() => stored().length === 2)
    socket.destroy()
    await until(() => stored().length === 0)
  })

  it('is removed, and answered 400, when it ends in the middle of a file', async () => {
    const { state, open, stored } = await listeningSite()
    const { write, end } = await open()
    await write(stateOf(state) + photo)
    await write(png(100_000))
    assert.equal(await end(), 'HTTP/1.1 400 Bad Request')
    assert.deepEqual(stored(), [])
  })

  it('is answered 413 as soon as it is too long, and cut off if it goes on', async () => {
    const { state, open, stored } = await listeningSite({ uploads: { maxBytes: 1_000_000 } })
    const { socket, write, status } = await open()
    await write(stateOf(state) + photo)
    await write(png(900_000))
    assert.equal(socket.destroyed, false)
    await write(Buffer.alloc(200_000))
    assert.equal(await status(), 'HTTP/1.1 413 Payload Too Large')
    await until(() => stored().length === 0)
    let sent = 1_100_000
    while (!socket.destroyed && sent < 100_000_000) {
      await write(Buffer.alloc(100_000))
      sent += 100_000
    }
    assert(sent < 20_000_000, `${sent} bytes`)
  })

  it('is refused by its Content-Length before a byte of it is read', async () => {
    const { open } = await listeningSite({ uploads: { maxBytes: 200_000 } })
    const { status } = await open(200_001)
    assert.equal(await status(), 'HTTP/1.1 413 Payload Too Large')
  })

  it('waits, unread, until it is allowed', async () => {
    const gate = createGate()
    const { state, open, stored, album, server } = await listeningSite({
      photo: { maxBytes: 50_000_000 },
      guard: () => gate.opened,
    })
    let connection: Socket | undefined
    server.once('connection', (socket: Socket) => {
      connection = socket
    })
    const read = () => connection?.bytesRead ?? 0
    const { write, end } = await open()
    const sending = (async () => {
      await write(stateOf(state) + photo)
      await write(png(100))
      for (let count = 0; count < 200; count++) await write(Buffer.alloc(100_000, count))
      await write('\r\n--cut--\r\n')
    })()
    await pass(300)
    assert(read() > 0 && read() < 2_000_000, `${read()} bytes`)
    assert.deepEqual(stored(), [])
    gate.open()
    await sending
    assert.equal(await end(), 'HTTP/1.1 200 OK')
    assert(read() > 20_000_000)
    assert.deepEqual(album.ran, ['run album.add'])
  })

  for (const [what, begin] of [
    ['that brings no boundary', () => 'x'],
    ['with a part whose head never ends', (state: string) => `${stateOf(state)}${endlessHead}`],
    ['with a text that never ends', (state: string) => `${stateOf(state)}${part('title')}`],
  ] as const) {
    it(`does not fill the memory ${what}`, async () => {
      const { state, open, stored } = await listeningSite({ uploads: { maxBytes: 1_000_000_000 } })
      const { write, end } = await open()
      const before = process.memoryUsage().rss
      const piece = Buffer.alloc(100_000, 'x')
      await write(begin(state))
      for (let count = 0; count < 3000; count++) await write(piece)
      const grown = process.memoryUsage().rss - before
      assert(grown < 150_000_000, `${grown} bytes`)
      assert.match(await end(), /^HTTP\/1.1 4\d\d /)
      assert.deepEqual(stored(), [])
    })
  }

  it('answers, whatever a part is like', async () => {
    const heads = [
      '',
      'x',
      ': x',
      'Content-Disposition',
      'Content-Disposition: form-data',
      'Content-Disposition: form-data; name',
      'Content-Disposition: attachment; name="photo"; filename="a"',
      'Content-Disposition: form-data; name="photo"; filename*=utf-8\'\'%ff%00%',
      'Content-Disposition: form-data; name="photo"; filename*=klingon\'\'a',
      'Content-Disposition: form-data; name="photo"; filename="a\\"',
      'Content-Disposition: form-data; name="photo"; filename="a\nb"',
      'Content-Disposition: form-data; name="__proto__"',
      'Content-Disposition: form-data; name="title"\r\nContent-Type: text/plain; charset=utf-16le',
      `${'X: y\r\n'.repeat(2000)}Content-Disposition: form-data; name="photo"; filename="a"`,
    ]
    const site = await listeningSite()
    for (const head of heads) {
      const { write, end, socket } = await site.open()
      await write(`${stateOf(site.state)}--cut\r\n${head}\r\n\r\nabc\r\n--cut--\r\n`)
      assert.match(await end(), /^HTTP\/1.1 (200|400|403|422) /, head)
      socket.destroy()
      assert.deepEqual(site.stored(), [])
    }
  })

  it('leaves the server free for others when its sender stalls', async () => {
    const { state, open, browser, stored } = await listeningSite()
    const { write, socket } = await open()
    await write(stateOf(state) + photo)
    await write(png(50_000))
    assert.equal((await browser().get('/album')).status, 200)
    socket.destroy()
    await once(socket, 'close')
    await until(() => stored().length === 0)
  })
})

const names: [sent: string, shown: string][] = [
  ['../../etc/passwd', 'passwd'],
  ['/etc/passwd', 'passwd'],
  ['C:\\Windows\\win.ini', 'win.ini'],
  ['a\u0000b.png', 'ab.png'],
  ['photo\u202egnp.exe', 'photognp.exe'],
  ['\u00e4 \ud83d\udd6f <b>.png', '\u00e4 \ud83d\udd6f <b>.png'],
  ['x'.repeat(1000), 'x'.repeat(255)],
  ['CON', 'CON'],
]

describe('the name of a file', () => {
  for (const [sent, shown] of names) {
    it(`is ${JSON.stringify(shown.slice(0, 20))} for ${JSON.stringify(sent.slice(0, 20))}`, async () => {
      const site = createUploadSite()
      site.album.act = (_, { photo }) => {
        assert.equal(photo?.name, shown)
        photo.keep()
      }
      const { answer } = await upload(site, [{ name: 'photo', filename: sent, value: png() }])
      assert.equal(answer.status, 200, answer.text)
      assert.deepEqual(
        site.stored().map((name) => /^[\da-f]{32}(\.json)?$/.test(name)),
        [true, true],
      )
    })
  }
})
