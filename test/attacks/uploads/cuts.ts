import assert from 'node:assert/strict'
import { setTimeout as pass } from 'node:timers/promises'
import { listeningSite, until } from '../../koa/uploads/raw.ts'
import { multipart, png } from '../../koa/uploads/upload-site.ts'
import type { Run } from '../family.ts'

type Site = Awaited<ReturnType<typeof openSite>>

/** A site that takes a million bytes, and knows which requests it is done with. */
async function openSite() {
  const requests = { begun: 0, ended: 0 }
  const site = await listeningSite({
    uploads: { maxBytes: 1_000_000 },
    async first(_, next) {
      requests.begun++
      await next().finally(() => requests.ended++)
    },
  })
  return { ...site, requests }
}

/** Has a sender hang up at many places, and go on for ever: nothing stays on disk, and nothing is a bug. */
export async function tryCuts(run: Run): Promise<void> {
  const site = await openSite()
  const body = multipart([
    { name: '_state', value: site.state },
    { name: 'photo', filename: 'sea.png', value: png(120_000) },
    { name: 'notes', filename: 'a.txt', value: 'x'.repeat(900) },
    { name: 'title', value: 'Sea' },
  ])
  const places = placesIn(body, run.many({ short: 3, long: 300 }))
  for (const at of places) {
    await run.try(`a body that ends at byte ${at}`, () => tryCut(site, body.subarray(0, at)))
    await run.try(`a sender who is gone at byte ${at}`, () => tryGone(site, body.subarray(0, at)))
  }
  await run.try('a form in pieces that is too long', () => tryTooLong(site))
  for (const [what, head] of Object.entries(endless)) {
    await run.try(`${what} that never ends`, () => tryEndless(site, head))
  }
}

/** Half of them where the parts meet, half anywhere. */
function placesIn(body: Buffer, count: number): number[] {
  const joints = ['\r\n--cut', 'photo', 'sea.png', '\r\n\r\n', 'notes', '--cut--'].map((text) =>
    body.indexOf(text),
  )
  const step = Math.floor(body.length / count)
  return [...joints, ...Array.from({ length: count }, (_, n) => n * step)]
}

async function tryCut({ open, stored, album, world }: Site, piece: Buffer): Promise<void> {
  album.ran.length = 0
  world.errors.length = 0
  const upload = await open()
  if (piece.length > 0) await upload.write(piece)
  const status = await upload.end()
  upload.socket.destroy()
  assert.match(status, /^HTTP\/1\.1 (?:400|403) /)
  assert.deepEqual(stored(), [])
  assertNoBug(world.errors)
  assert.deepEqual(album.ran, [])
}

async function tryGone(site: Site, piece: Buffer): Promise<void> {
  const { open, stored, album, world, requests } = site
  album.ran.length = 0
  world.errors.length = 0
  const { begun } = requests
  const upload = await open()
  if (piece.length > 0) await upload.write(piece)
  upload.socket.destroy()
  await until(() => requests.begun > begun && requests.ended === requests.begun)
  assert.deepEqual(stored(), [])
  assertNoBug(world.errors)
  assert.deepEqual(album.ran, [])
}

/** Nobody knows how long it is before its end, and each of its parts may be as long as it is. */
async function tryTooLong({ open, state, stored, album }: Site): Promise<void> {
  album.ran.length = 0
  const { write, end } = await open()
  const parts = [
    { name: '_state', value: state },
    { name: 'photo', filename: 'sea.png', value: png(150_000) },
    { name: 'more', value: 'x'.repeat(900_000) },
  ]
  await write(multipart(parts))
  assert.equal(await end(), 'HTTP/1.1 413 Payload Too Large')
  assert.deepEqual(stored(), [])
  assert.deepEqual(album.ran, [])
}

function assertNoBug(errors: readonly unknown[]): void {
  assert(!errors.some((error) => (error as { code?: string }).code === 'InternalError'))
}

const photo = 'Content-Disposition: form-data; name="photo"; filename="'
const endless: Readonly<Record<string, string>> = {
  'a file': `--cut\r\n${photo}a"\r\n\r\n${png().toString('latin1')}`,
  'a file of a wrong kind': `--cut\r\n${photo}a"\r\n\r\n`,
  'a text': '--cut\r\nContent-Disposition: form-data; name="title"\r\n\r\n',
  'the name of a file': `--cut\r\n${photo}`,
  'a head': '--cut\r\nX-Y: z',
  'what comes before the first part': 'x',
  'a line of boundaries': '--cut--cut',
}

/** Goes on until it is cut off; it has to be, soon after the limit. */
async function tryEndless({ open, state, stored }: Site, head: string): Promise<void> {
  const { socket, write } = await open()
  const first = `--cut\r\nContent-Disposition: form-data; name="_state"\r\n\r\n${state}\r\n`
  await write(Buffer.from(head.startsWith('--cut') ? first + head : head, 'latin1'))
  let sent = 0
  const goOn = async () => {
    for (; !socket.destroyed && sent < 20_000_000; sent += piece.length) await write(piece)
  }
  await Promise.race([goOn(), pass(patience, undefined, { ref: false })])
  const isCutOff = socket.destroyed
  socket.destroy()
  assert(isCutOff, `still open after ${sent} bytes`)
  await until(() => stored().length === 0)
}

const piece = Buffer.alloc(100_000, 'x')
/** Milliseconds until it has to be cut off. */
const patience = 20_000
