import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as pass } from 'node:timers/promises'
import { atEnd } from '../../at-end.ts'
import { cookiesOf } from '../answer.ts'
import { readPage } from '../page.ts'
import { add, createUploadSite, multipartType, type UploadSiteOptions } from './upload-site.ts'

/** A site that listens, for requests that no well-behaved client sends. */
export async function listeningSite(options: UploadSiteOptions = {}) {
  const site = createUploadSite(options)
  const server = createServer((...sent) => void site.app.callback()(...sent))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    server.close()
    server.closeAllConnections()
  })
  const page = await site.browser().get('/album')
  const cookie = cookiesOf(page)
  const state = readPage(page.text).state('album-1')
  const { port } = server.address() as AddressInfo
  return { ...site, server, state, open: (length?: number) => openUpload(port, cookie, length) }
}

export interface RawUpload {
  readonly socket: Socket
  /** Sends a piece of the body, and waits until it is out or the other side has had enough. */
  readonly write: (piece: string | Buffer) => Promise<void>
  /** Ends the body and waits for the answer. */
  readonly end: () => Promise<string>
  /** Status line of the answer, when it comes. */
  readonly status: () => Promise<string>
}

/** Begins an upload, of unknown length if none is given. */
async function openUpload(port: number, cookie: string, length?: number): Promise<RawUpload> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString()
  })
  socket.on('error', () => {})
  socket.setMaxListeners(0)
  await once(socket, 'connect')
  const head = { Host: 'localhost', Cookie: cookie, 'HX-Request': 'true' }
  const size =
    length === undefined ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': length }
  const headers = { ...head, 'Content-Type': multipartType, ...size }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(`POST ${add} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  const status = async () => {
    while (!text.includes('\r\n') && !socket.destroyed) await pass(5)
    return text.split('\r\n')[0] ?? ''
  }
  return {
    socket,
    status,
    async write(piece) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
      socket.write(`${bytes.length.toString(16)}\r\n`)
      socket.write(bytes)
      if (socket.write('\r\n') || socket.destroyed) return
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
    },
    async end() {
      socket.write('0\r\n\r\n')
      return status()
    },
  }
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 400) throw new Error('It did not happen.')
    await pass(10)
  }
}
