import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { assertHtmxError } from '../answer.ts'
import { readPage } from '../page.ts'
import {
  add,
  createUploadSite,
  multipart,
  multipartType,
  openAlbum,
  type Part,
  png,
  type SendOptions,
  send,
  type UploadSite,
  type UploadSiteOptions,
} from './upload-site.ts'

/** Too long for one chunk, so that what follows is read later. */
const photo: Part = { name: 'photo', filename: 'sea.png', value: png(150_000) }
const note = (value: string | Buffer): Part => ({ name: 'notes', filename: 'note.txt', value })

interface Attempt extends SendOptions {
  readonly parts?: (state: string) => readonly Part[]
  readonly before?: (site: UploadSite) => unknown
  readonly headers?: Record<string, string>
  readonly status: number
  readonly code: string
}

/** A site that tells whether a file of a request was ever taken. */
function watchedSite(options: UploadSiteOptions = {}) {
  const taken: string[] = []
  const site = createUploadSite({
    ...options,
    watch: (uploads) => ({
      ...uploads,
      add(ctx, file) {
        taken.push(file.name)
        return uploads.add(ctx, file)
      },
    }),
  })
  return { ...site, taken }
}

const withState = (state: string): readonly Part[] => [{ name: '_state', value: state }, photo]

const shorten = (part: Part): Part => (part.filename ? { ...part, value: png() } : part)

const refused: Record<string, Attempt> = {
  'a state that does not open': {
    parts: (state) => withState(`${state.slice(0, -4)}AAAA`),
    status: 403,
    code: 'StateRejected',
  },
  'no state': { parts: () => [photo], status: 403, code: 'StateRejected' },
  'a state behind the file': {
    parts: (state) => withState(state).toReversed(),
    status: 403,
    code: 'StateRejected',
  },
  'a state in one piece with the file before it': {
    parts: (state) => withState(state).toReversed().map(shorten),
    status: 403,
    code: 'StateRejected',
  },
  'two states': {
    parts: (state) => [{ name: '_state', value: state }, ...withState(state)],
    status: 403,
    code: 'StateRejected',
  },
  'a state of another user': {
    before: ({ world }) => void (world.user = 'other'),
    status: 403,
    code: 'StateRejected',
  },
  'a state that has expired': {
    before: ({ world }) => void (world.now += 90_000_000),
    status: 403,
    code: 'StateExpired',
  },
  'a guard that says no': {
    before: ({ album }) => void (album.allowed = false),
    status: 403,
    code: 'Forbidden',
  },
  'another site': {
    headers: { 'Sec-Fetch-Site': 'cross-site' },
    status: 403,
    code: 'CrossSite',
  },
  'an unknown method': { path: `${add}s`, status: 404, code: 'NotFound' },
  'a method without files': { path: '/_sealwax/album/touch', status: 400, code: 'BadRequest' },
  'a refresh': { path: '/_sealwax/album', status: 400, code: 'BadRequest' },
  'a boundary that could be read in two ways': {
    headers: { 'Content-Type': 'multipart/form-data; x="; boundary=q"; boundary=cut' },
    status: 415,
    code: 'UnsupportedType',
  },
}

describe('an upload', () => {
  for (const [name, attempt] of Object.entries(refused)) {
    it(`is refused with ${name} before anything is stored`, async () => {
      const site = watchedSite()
      const { visitor, state } = await openAlbum(site)
      attempt.before?.(site)
      const { parts = withState, path = add, status, code, headers } = attempt
      const answer = await visitor.agent
        .post(path)
        .set({ 'HX-Request': 'true', 'Content-Type': multipartType, ...headers })
        .send(multipart(parts(state)))
      assertHtmxError(answer, { status, code })
      assert.deepEqual(site.taken, [])
      assert.deepEqual(site.stored(), [])
      assert.deepEqual(site.album.ran, [])
    })
  }

  it('is refused when its one-shot state was used before', async () => {
    const site = watchedSite()
    const { visitor, state } = await openAlbum(site)
    const path = '/_sealwax/album/once'
    assert.equal((await send(site, withState(state), { visitor, path })).status, 200)
    const again = await send(site, withState(state), { visitor, path })
    assertHtmxError(again, { status: 409, code: 'StateReplayed' })
    assert.deepEqual(site.taken, ['sea.png'])
    assert.deepEqual(site.stored(), [])
  })

  it('is an error of the server when somebody has read it before', async () => {
    const site = watchedSite({
      async first(ctx, next) {
        ctx.req.resume()
        if (ctx.method === 'POST') await once(ctx.req, 'end')
        await next()
      },
    })
    const { visitor, state } = await openAlbum(site)
    const answer = await send(site, withState(state), { visitor })
    assertHtmxError(answer, { status: 500, code: 'InternalError' })
    assert.match(String((site.world.errors[0] as Error).cause), /before the body parser/)
  })

  it("is refused with another visitor's state", async () => {
    const site = watchedSite()
    const { state } = await openAlbum(site)
    const { visitor } = await openAlbum(site)
    const answer = await send(site, withState(state), { visitor })
    assertHtmxError(answer, { status: 403, code: 'StateRejected' })
    assert.deepEqual(site.taken, [])
  })
})

const late: Record<string, Attempt> = {
  'a second state behind the file': {
    parts: (state) => [...withState(state), { name: '_state', value: state }],
    status: 403,
    code: 'StateRejected',
  },
  'a file of another name': {
    parts: (state) => [...withState(state), { ...photo, name: 'cover' }],
    status: 400,
    code: 'BadRequest',
  },
  'a file without a field': {
    parts: (state) => [...withState(state), { ...photo, name: '' }],
    status: 400,
    code: 'BadRequest',
  },
  'a file by an inherited name': {
    parts: (state) => [...withState(state), { ...photo, name: '__proto__' }],
    status: 400,
    code: 'BadRequest',
  },
  'text of more than a form may have': {
    parts: (state) => [...withState(state), { name: 'title', value: 'x'.repeat(2 ** 20 + 1) }],
    status: 413,
    code: 'TooLarge',
  },
  'texts of more than a form may have': {
    parts: (state) => [
      ...withState(state),
      ...Array.from({ length: 3 }, () => ({ name: 'x', value: 'x'.repeat(2 ** 19) })),
    ],
    status: 413,
    code: 'TooLarge',
  },
  'more fields than a form may have': {
    parts: (state) => [
      ...withState(state),
      ...Array.from({ length: 1000 }, () => ({ name: 'x', value: '' })),
    ],
    status: 413,
    code: 'TooLarge',
  },
  'a thousand files': {
    parts: (state) => [...withState(state), ...Array.from({ length: 1000 }, () => note('x'))],
    status: 413,
    code: 'TooLarge',
  },
  'a method that fails': {
    before: ({ album }) => {
      album.act = () => {
        throw new Error('broken')
      }
    },
    status: 500,
    code: 'InternalError',
  },
}

describe('an upload that fails after its first file', () => {
  for (const [name, { parts = withState, before, status, code }] of Object.entries(late)) {
    it(`leaves nothing on disk: ${name}`, async () => {
      const site = watchedSite()
      before?.(site)
      const { visitor, state } = await openAlbum(site)
      assertHtmxError(await send(site, parts(state), { visitor }), { status, code })
      assert(site.taken.includes('sea.png'))
      assert.deepEqual(site.stored(), [])
    })
  }
})

const wrong: Record<string, [parts: readonly Part[], messages: Record<string, string>]> = {
  'too large': [
    [{ ...photo, value: png(200_001) }],
    { photo: 'A file may have 195.3 kilobytes at most.' },
  ],
  'too large in its first bytes': [
    [note('x'.repeat(1001))],
    { notes: 'A file may have 1,000 bytes at most.' },
  ],
  'of another type than it says': [
    [{ ...photo, value: '<svg onload=alert(1)>', type: 'image/png' }],
    { photo: 'This kind of file is not accepted here.' },
  ],
  'of a type that is not listed': [
    [{ ...photo, value: Buffer.from('GIF89a') }],
    { photo: 'This kind of file is not accepted here.' },
  ],
  'without content': [
    [{ ...photo, value: '' }],
    { photo: 'This kind of file is not accepted here.' },
  ],
  'no text': [
    [note(Buffer.from([0x61, 0, 0x62]))],
    { notes: 'This kind of file is not accepted here.' },
  ],
  'no UTF-8': [
    [note(Buffer.from([0x61, 0xff]))],
    { notes: 'This kind of file is not accepted here.' },
  ],
  'markup with a mark of its own': [
    [note('<?xml version="1.0"?>')],
    { notes: 'This kind of file is not accepted here.' },
  ],
  'one too many': [[photo, photo], { photo: 'Choose one file at most.' }],
  'two too many': [
    Array.from({ length: 5 }, () => note('x')),
    { notes: 'Choose 3 files at most.' },
  ],
  'wrong in two fields, beside a param': [
    [{ ...photo, value: 'x' }, note('\0'), note('\0'), { name: 'title', value: 'x'.repeat(21) }],
    {
      photo: 'This kind of file is not accepted here.',
      notes: 'This kind of file is not accepted here.',
      title: 'Too long.',
    },
  ],
  'right, but a param is not': [
    [photo, { name: 'title', value: 'x'.repeat(21) }],
    { title: 'Too long.' },
  ],
}

describe('a file', () => {
  for (const [name, [parts, messages]] of Object.entries(wrong)) {
    it(`is a 422 that leaves nothing on disk when it is ${name}`, async () => {
      const site = watchedSite()
      const { visitor, state } = await openAlbum(site)
      const answer = await send(site, [{ name: '_state', value: state }, ...parts], { visitor })
      assert.equal(answer.status, 422, answer.text)
      const page = readPage(answer.text)
      for (const field of ['photo', 'notes', 'title']) {
        assert.equal(page.text(`.${field}`), messages[field] ?? '')
      }
      assert.deepEqual(site.stored(), [])
      assert.deepEqual(site.album.ran, [])
    })
  }

  it('that turns out late to be no text is removed again', async () => {
    const site = watchedSite({ photo: { types: ['text/csv'], maxBytes: 500_000 } })
    const { visitor, state } = await openAlbum(site)
    const value = Buffer.concat([Buffer.alloc(300_000, 'a'), Buffer.from([0])])
    const parts = [
      { name: '_state', value: state },
      { ...photo, value },
    ]
    assert.equal((await send(site, parts, { visitor })).status, 422)
    assert.deepEqual(site.stored(), [])
  })

  for (const [why, value] of [
    ['too large', png(1_000_000)],
    ['too large in its first bytes', png(1_000_000)],
    ['of a wrong kind', Buffer.alloc(1_000_000, 'x')],
  ] as const) {
    it(`that is ${why} does not keep what is behind it from being read`, async () => {
      const maxBytes = why.endsWith('first bytes') ? 100 : 200_000
      const site = watchedSite({ photo: { types: ['image/png'], maxBytes } })
      const { visitor, state } = await openAlbum(site)
      const parts = [
        { ...photo, value },
        { name: 'title', value: 'Sea' },
      ]
      const answer = await send(site, [{ name: '_state', value: state }, ...parts], { visitor })
      assert.equal(answer.status, 422)
      assert.equal(readPage(answer.text).attribute('#album-1__add_title', 'value'), 'Sea')
    })
  }
})
