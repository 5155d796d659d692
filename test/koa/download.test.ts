import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { after, describe, it } from 'node:test'
import { assertErrorPage, cookiesOf } from './answer.ts'
import { item, openItems } from './items.ts'
import { readPage } from './page.ts'
import { createTestApp, type World } from './test-app.ts'
import { until } from './uploads/raw.ts'
import { createUploadSite, png, upload } from './uploads/upload-site.ts'

/** Has a method return this, and asks for it. */
async function download(returned: () => unknown) {
  const { world, visitor, state } = await openItems()
  world.act = returned
  const answer = await visitor.post(`${item}/save`, { _state: state })
  return { answer, world }
}

const names: [name: string, disposition: RegExp][] = [
  ['a "b".txt', /filename="a \\"b\\"\.txt"$/],
  ['a\\b.txt', /filename="a\\\\b\.txt"$/],
  ['ä€.txt', /filename="\?\?\.txt"; filename\*=UTF-8''%C3%A4%E2%82%AC\.txt$/],
  ['a\r\nX-Evil: 1.txt', /filename="a\?\?X-Evil: 1\.txt"; filename\*=UTF-8''a%0D%0AX-Evil/],
  ['../../etc/passwd', /filename="passwd"$/],
  ['half \ud83d.txt', /filename="half \?\.txt"; filename\*=UTF-8''half%20%EF%BF%BD\.txt$/],
]

describe('the name of a download', () => {
  for (const [name, disposition] of names) {
    it(`is written for a header: ${JSON.stringify(name)}`, async () => {
      const { answer } = await download(() => ({ name, body: 'x' }))
      assert.equal(answer.status, 200, answer.text)
      assert.match(answer.headers['content-disposition'] ?? '', disposition)
      assert.equal(answer.headers['x-evil'], undefined)
    })
  }

  it('does not make its type more than a type', async () => {
    const type = 'text/html\r\nX-Evil: 1'
    const { answer } = await download(() => ({ name: 'a', type, body: 'x' }))
    assert.equal(answer.headers['x-evil'], undefined)
  })

  it('gets no type that is not ASCII', async () => {
    for (const type of ['\x91</', 'text/ä', '&#x3c;\x91</', '']) {
      const { answer } = await download(() => ({ name: 'a.txt', type, body: 'x' }))
      const given = answer.headers['content-type']
      assert.deepEqual([type, given], [type, 'application/octet-stream'])
    }
  })
})

const nowhere = () => ({ name: 'a', body: createReadStream('/nowhere/at/all') })

describe('a download from a stream', () => {
  it('has the length that it is said to have', async () => {
    const { answer } = await download(() => ({ name: 'a', size: 2, body: Readable.from(['ab']) }))
    assert.equal(answer.headers['content-length'], '2')
    assert.equal((answer.body as Buffer).toString(), 'ab')
  })

  it('is an error page, not half an answer, when its file is not there', async () => {
    const { answer } = await download(nowhere)
    assertErrorPage(answer, 500)
    assert.equal(answer.headers['content-disposition'], undefined)
  })

  it('is closed when the browser hangs up', async () => {
    const endless = new Readable({ read: () => void endless.push(Buffer.alloc(10_000)) })
    const { answer } = await ask(() => ({ name: 'a', body: endless }))
    await once(answer, 'data')
    answer.destroy()
    await until(() => endless.destroyed)
  })

  it('is cut off, and never looks whole, when it fails in the middle', async () => {
    const failing = Readable.from(
      (async function* () {
        yield 'first'
        throw new Error('disk broken')
      })(),
    )
    const { answer, world } = await ask(() => ({ name: 'a', body: failing }))
    await assert.rejects(buffer(answer), { code: 'ECONNRESET' })
    assert(world.errors.some((error) => String(error) === 'Error: disk broken'))
  })
})

describe('a stored file as a download', () => {
  it('has its name, type, length and bytes', async () => {
    const site = createUploadSite()
    site.album.act = (self, { photo }) => {
      self.state.cover = photo
    }
    const { answer, visitor } = await upload(site, [
      { name: 'photo', filename: 'sea ä.png', value: png(1000) },
    ])
    const _state = readPage(answer.text).state('album-1')
    const file = await visitor.post('/_sealwax/album/save', { _state })
    assert.equal(file.headers['content-type'], 'image/png')
    assert.equal(file.headers['content-length'], '1000')
    assert.equal(file.headers['x-content-type-options'], 'nosniff')
    assert.match(file.headers['content-disposition'] ?? '', /^attachment; .*sea%20%C3%A4\.png$/)
    assert.deepEqual(file.body, png(1000))
  })

  it('may go back in the answer to its own upload', async () => {
    const site = createUploadSite()
    const { answer } = await upload(
      site,
      [{ name: 'photo', filename: 'sea.png', value: png(300_000) }],
      { path: '/_sealwax/album/echo', htmx: false },
    )
    assert.deepEqual(answer.body, png(300_000))
    assert.deepEqual(site.stored(), [])
  })
})

/** Asks for a download over a socket, and answers as soon as the head is there. */
async function ask(returned: World['act']) {
  const { app, world, browser } = createTestApp()
  world.act = returned
  const server = createServer((...sent) => void app.callback()(...sent)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  const page = await browser().get('/items')
  const headers = {
    Cookie: cookiesOf(page),
    'Content-Type': 'application/x-www-form-urlencoded',
  }
  const { port } = server.address() as AddressInfo
  const sent = request({ port, host: '127.0.0.1', path: `${item}/save`, method: 'POST', headers })
  sent.end(`_state=${readPage(page.text).state('item-1')}`)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return { answer, world }
}
