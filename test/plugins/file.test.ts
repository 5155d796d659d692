import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import type { Context } from 'koa'
import { createUploads, type StoredFile } from 'sealwax'
import { fileReference } from 'sealwax/plugins/file'
import { createCodec } from '../../server/core/index.ts'
import { assertHtmxError } from '../koa/answer.ts'
import { readPage } from '../koa/page.ts'
import {
  createUploadSite,
  type Part,
  png,
  temporaryFolder,
  type UploadSiteOptions,
  upload,
} from '../koa/uploads/upload-site.ts'

const photo: Part = { name: 'photo', filename: 'sea.png', value: png() }
const touch = '/_sealwax/album/touch'

/** An album whose state holds an uploaded cover. */
async function withCover(options: UploadSiteOptions = {}) {
  const site = createUploadSite(options)
  let cover: StoredFile | undefined
  site.album.act = (self, files) => {
    cover = self.state.cover = files.photo
  }
  const { answer, visitor } = await upload(site, [photo])
  const state = readPage(answer.text).state('album-1')
  const call = (_state = state) => visitor.htmx(touch, { _state })
  return { ...site, cover: cover as StoredFile, visitor, state, call }
}

describe('fileReference', () => {
  it('seals the id of a file, nothing else of it', async () => {
    const uploads = createUploads({ folder: temporaryFolder() })
    const ctx = {} as Context
    uploads.serve(ctx, () => 'ada')
    const file = { field: 'photo', rules: {}, name: 'sea.png', content: Readable.from([png()]) }
    const stored = await uploads.add(ctx, file)
    const codec = createCodec({ plugins: [fileReference(uploads)] })
    const text = codec.write({ cover: stored })
    assert.deepEqual(JSON.parse(text).json, { cover: ['file', stored.id] })
    const { cover } = (await codec.read(text, { ctx })) as { cover: StoredFile }
    assert.deepEqual([cover.id, cover.name, cover.size], [stored.id, 'sea.png', 70])
  })

  it('brings the file back with each call', async () => {
    const { call } = await withCover()
    const first = await call()
    assert.equal(readPage(first.text).text('output'), 'sea.png')
    const second = await call(readPage(first.text).state('album-1'))
    assert.equal(readPage(second.text).text('output'), 'sea.png')
  })

  it('says stale when the file is gone, or has expired', async () => {
    const gone = {
      status: 410,
      code: 'StaleComponentState',
      reswap: 'delete',
      retarget: '#album-1',
    }
    const removed = await withCover()
    rmSync(join(removed.folder, `${removed.cover.id}.json`))
    assertHtmxError(await removed.call(), gone)
    const expired = await withCover({ uploads: { maxAge: 1000 } })
    expired.world.now += 1001
    assertHtmxError(await expired.call(), gone)
  })

  it('refuses the file of another session, however it came into the state', async () => {
    const { uploads, cover, browser, album } = await withCover()
    const stranger = browser()
    const { text } = await stranger.get('/album')
    const ctx = {} as Context
    uploads.serve(ctx, () => 'stranger')
    await assert.rejects(uploads.find(cover.id, ctx), { code: 'StateRejected' })
    // A method of the app hands out what it must not.
    album.act = (self) => {
      self.state.cover = cover
    }
    const add = { _state: readPage(text).state('album-1') }
    const leaked = await stranger.htmx('/_sealwax/album/add', add)
    const state = readPage(leaked.text).state('album-1')
    const answer = await stranger.htmx(touch, { _state: state })
    assertHtmxError(answer, { status: 403, code: 'StateRejected' })
  })

  it('gives a user the file in another session of theirs', async () => {
    const { uploads, cover, browser, album } = await withCover({ world: { user: 'ada' } })
    const other = browser()
    const { text } = await other.get('/album')
    let found: StoredFile | undefined
    album.act = async (self) => {
      found = await uploads.find(cover.id, self.ctx)
    }
    await other.htmx('/_sealwax/album/add', { _state: readPage(text).state('album-1') })
    assert.equal(found?.name, 'sea.png')
  })

  it('refuses to seal a file that was moved or deleted', async () => {
    const { album, visitor, state, world } = await withCover()
    album.act = async (self) => self.state.cover?.delete()
    const answer = await visitor.htmx('/_sealwax/album/add', { _state: state })
    assertHtmxError(answer, { status: 500, code: 'InternalError' })
    assert.match(String((world.errors[0] as Error).cause), /was moved or deleted/)
  })

  it('refuses what it did not write', async () => {
    const uploads = createUploads({ folder: temporaryFolder() })
    const codec = createCodec({ plugins: [fileReference(uploads)] })
    const ctx = {} as Context
    uploads.serve(ctx, () => 'ada')
    for (const id of [1, null, '', '../a', ['a'.repeat(32)], { id: 'a' }]) {
      const values = [['custom', 'sealwax']]
      const text = JSON.stringify({ json: ['file', id], meta: { values, v: 1 } })
      await assert.rejects(codec.read(text, { ctx }), { code: 'StateRejected' })
    }
  })
})
