import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pass } from 'node:timers/promises'
import { createClient } from '@libsql/client'
import { multipart, png } from '../koa/uploads/upload-site.ts'
import { type DemoProcess, startDemoProcess } from '../soak/demo-process.ts'
import { createTab, type Instance } from '../soak/tab.ts'

/** A connection, and what came over it. */
async function dial(port: number) {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'connect')
  return { socket, closed, text: () => Buffer.concat(chunks).toString('latin1') }
}

/** Text of a request's head; the connection stays open behind the answer. */
function head(method: string, path: string, headers: Readonly<Record<string, unknown>> = {}) {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers }).map((pair) => pair.join(': '))
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

function post(socket: Socket, path: string, { cookie, body, type = urlencoded }: Posted): void {
  const headers = { Cookie: cookie, 'Content-Type': type, 'Content-Length': body.length }
  socket.write(head('POST', path, { ...headers, 'HX-Request': 'true' }))
  socket.write(body)
}

interface Posted {
  readonly cookie: string
  readonly body: string | Buffer
  readonly type?: string
}

const urlencoded = 'application/x-www-form-urlencoded'
const letter = { name: 'Ada', email: 'ada@engine.example', about: 'Forms and files', text: 'Done.' }
const logInCount = 6
const megabytes = 2 * 1024 * 1024

/** A letter with one file, as a body. */
function letterBody({ fields }: Instance, file: Buffer): Buffer {
  const texts = Object.entries({ ...fields, ...letter })
  const parts = texts.map(([name, value]) => ({ name, value }))
  return multipart([...parts, { name: 'attachments', filename: 'sea.png', value: file }])
}

describe('the demo, told to leave', () => {
  let demo: DemoProcess
  /** What came of each request that was under way. */
  const seen: Record<string, string> = {}
  /** Connections with a request that were open when the idle ones had ended. */
  let underWay = 0
  let told = 0
  let left: Awaited<DemoProcess['ended']>
  let took = 0
  let refused = ''

  const open = async (path: string, cookie = '') => {
    const answer = await fetch(`http://127.0.0.1:${demo.port}${path}`, { headers: { cookie } })
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0])
    const page = await answer.text()
    return { tab: createTab(path, page), page, cookie: set.length ? set.join('; ') : cookie }
  }
  const instance = ({ tab }: Awaited<ReturnType<typeof open>>, component: string) =>
    tab.of(component)[0] as Instance

  before(async () => {
    demo = await startDemoProcess()
    const { port } = demo
    const idle = await dial(port)
    idle.socket.write(head('GET', '/counter'))
    await once(idle.socket, 'data')
    const fresh = await dial(port)

    // A letter with an attachment, for the download.
    const contact = await open('/contact')
    const { cookie } = contact
    const type = 'multipart/form-data; boundary=cut'
    const first = await dial(port)
    const body = letterBody(instance(contact, 'contact'), png(megabytes))
    post(first.socket, '/_sealwax/contact/send', { cookie, body, type })
    await once(first.socket, 'data')
    const written = await open('/contact', cookie)
    const sent = instance(written, 'sent-letter')
    const [, fileId = ''] = /"fileId":"(\w+)"/.exec(written.page.replaceAll('&quot;', '"')) ?? []

    // A slow upload: half of it is there.
    const upload = await dial(port)
    const slow = letterBody(instance(written, 'contact'), png(300_000))
    const headers = { Cookie: cookie, 'HX-Request': 'true', 'Content-Type': type }
    const length = { 'Content-Length': slow.length }
    upload.socket.write(head('POST', '/_sealwax/contact/send', { ...headers, ...length }))
    upload.socket.write(slow.subarray(0, 150_000))

    // An upload that never ends.
    const cut = await dial(port)
    cut.socket.write(head('POST', '/_sealwax/contact/send', { ...headers, ...length }))
    cut.socket.write(slow.subarray(0, 100_000))
    await pass(300)

    // A download: it has begun.
    const download = await dial(port)
    const params = { ...sent.fields, _params: JSON.stringify({ fileId }) }
    post(download.socket, '/_sealwax/sent-letter/save', {
      cookie,
      body: new URLSearchParams(params).toString(),
    })
    await once(download.socket, 'data')
    download.socket.pause()

    // Slow methods: many more log-ins than there are threads for their hashes.
    const account = await open('/account')
    const fields = { ...instance(account, 'log-in').fields, name: 'Ada', password: 'bernoulli' }
    const logIns = await Promise.all(Array.from({ length: logInCount }, () => dial(port)))
    for (const { socket } of logIns) {
      const body = new URLSearchParams(fields).toString()
      post(socket, '/_sealwax/log-in/enter', { cookie: account.cookie, body })
    }

    told = performance.now()
    demo.signal('SIGTERM')
    await Promise.all([idle.closed, fresh.closed])
    underWay = [upload, download, cut].filter(({ socket }) => !socket.closed).length
    demo.signal('SIGTERM')
    demo.signal('SIGINT')
    refused = await dial(port).then(
      () => 'taken',
      ({ code }) => code,
    )
    download.socket.resume()
    upload.socket.write(slow.subarray(150_000))
    await Promise.all([upload, download, ...logIns].map(({ closed }) => closed))
    cut.socket.destroy()
    Object.assign(seen, { upload: upload.text(), download: download.text() })
    for (const [index, logIn] of logIns.entries()) seen[`log-in ${index}`] = logIn.text()
    left = await demo.ended
    took = performance.now() - told
  })
  after(() => demo.close())

  it('takes no more connections', () => {
    assert.equal(refused, 'ECONNREFUSED')
  })

  it('ends connections that are idle, and no other', () => {
    assert.equal(underWay, 3)
  })

  it('finishes methods that are slow, and says that these answers are the last', () => {
    const logIns = Object.entries(seen).filter(([name]) => name.startsWith('log-in'))
    assert.equal(logIns.length, logInCount)
    for (const [, text] of logIns) {
      assert.match(text, /^HTTP\/1\.1 204 No Content\r\n/)
      assert.match(text, /\r\nHX-Redirect: \/notes\r\n/i)
    }
    const last = logIns.filter(([, text]) => /\r\nConnection: close\r\n/.test(text))
    assert.ok(last.length >= logInCount / 4, `${last.length} of ${logInCount} say so`)
  })

  it('takes an upload to its end', async () => {
    assert.match(seen['upload'] ?? '', /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(seen['upload'] ?? '', /\r\nConnection: close\r\n/)
    assert.match(seen['upload'] ?? '', /sealed and on its way/)
    const database = createClient({ url: `file:${demo.databaseFile}` })
    const { rows } = await database.execute('select attachments from letters order by id desc')
    const [{ id }] = JSON.parse(rows[0]?.['attachments'] as string) as [{ id: string }]
    assert.deepEqual(await readFile(join(demo.filesFolder, 'letters', id)), png(300_000))
    database.close()
  })

  it('sends a download to its end', () => {
    const text = seen['download'] ?? ''
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n/)
    assert.equal(text.length - text.indexOf('\r\n\r\n') - 4, megabytes)
  })

  it('leaves nothing half-written', async () => {
    assert.deepEqual(await readdir(join(demo.filesFolder, 'uploads')), [])
    assert.equal((await readdir(join(demo.filesFolder, 'letters'))).length, 2)
    const database = createClient({ url: `file:${demo.databaseFile}` })
    const { rows } = await database.execute('pragma integrity_check')
    assert.deepEqual(Object.values(rows[0] ?? {}), ['ok'])
    database.close()
  })

  it('ends well and soon, however often it is told', () => {
    assert.deepEqual(left, { code: 0, signal: null })
    assert.ok(took < 15_000, `${took} ms`)
    assert.doesNotMatch(demo.output(), /Unhandled|CLIENT_CLOSED/)
  })
})
