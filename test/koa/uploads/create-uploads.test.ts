import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { setImmediate as tick } from 'node:timers/promises'
import type { Context } from 'koa'
import {
  createSealwax,
  createUploads,
  defineComponent,
  type FileField,
  newKey,
  type Uploads,
  type UploadsOptions,
} from 'sealwax'
import { until } from './raw.ts'
import { png, temporaryFolder } from './upload-site.ts'

const day = 86_400_000

/** Uploads with a clock that a test moves, and a visitor. */
function open(options: Partial<UploadsOptions> = {}) {
  const folder = temporaryFolder()
  const clock = { now: 1_000_000 }
  const uploads = createUploads({ folder, now: () => clock.now, ...options })
  const ctx = visitor(uploads, 'ada')
  const add = (name = 'sea.png', rules: FileField = {}, content = Readable.from([png()])) =>
    uploads.add(ctx, { field: 'photo', rules, name, content })
  return { folder, clock, uploads, ctx, add, stored: () => readdirSync(folder).toSorted() }
}

function visitor(uploads: Uploads, owner: string | undefined): Context {
  const ctx = {} as Context
  uploads.serve(ctx, () => owner)
  return ctx
}

describe('createUploads', () => {
  it('makes its folder, for nobody else to read', () => {
    const folder = join(temporaryFolder(), 'a/b')
    createUploads({ folder })
    assert.equal(statSync(folder).mode & 0o777, 0o700)
  })

  it('refuses a folder that is none, or that others may read', () => {
    const shared = join(temporaryFolder(), 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o750)
    for (const folder of ['uploads', '', undefined as unknown as string, shared]) {
      assert.throws(() => createUploads({ folder }), { code: 'ConfigError' })
    }
  })

  it('refuses numbers that limit nothing, and options that nobody reads', () => {
    const folder = temporaryFolder()
    for (const wrong of [{ maxBytes: 0 }, { maxBytes: Number.NaN }, { maxAge: -1 }, { maxSize: 1 }])
      assert.throws(() => createUploads({ folder, ...wrong }), { code: 'ConfigError' })
  })
})

/** A toolkit with a method that takes these files. */
function create(files: Record<string, FileField>, uploads?: Uploads) {
  const method = { files, run() {} }
  const album = defineComponent({ name: 'album', template: 'a.njk', methods: { add: method } })
  const views = temporaryFolder()
  writeFileSync(join(views, 'a.njk'), '<div {{ attrs() }}>{{ sealed() }}</div>')
  const options = uploads === undefined ? {} : { uploads }
  return createSealwax({ keys: [newKey()], components: [album], views, ...options })
}

describe('createSealwax', () => {
  it('refuses a method with files where there is no place for them', () => {
    assert.throws(() => create({ photo: {} }), { code: 'ConfigError', message: /album\.add/ })
  })

  it('refuses a file field that takes more than a request may have', () => {
    const { uploads } = open({ maxBytes: 1000 })
    create({ photo: { maxBytes: 1000 }, other: {} }, uploads)
    assert.throws(() => create({ photo: { maxBytes: 1001 } }, uploads), { code: 'ConfigError' })
  })
})

describe('uploads.add', () => {
  it('leaves nothing of a file that fails at its end', async () => {
    const times = [0, 0]
    const now = () => {
      const time = times.pop()
      if (time === undefined) throw new RangeError('no clock')
      return time
    }
    const { uploads, add, stored } = open({ now })
    await uploads.removeExpired()
    await assert.rejects(add(), RangeError)
    assert.deepEqual(stored(), [])
  })

  it('leaves nothing of a file whose stream breaks', async () => {
    const { add, stored } = open()
    const content = Readable.from(
      (function* () {
        yield Buffer.alloc(100_000)
        throw new RangeError('broken')
      })(),
    )
    await assert.rejects(add('a', {}, content), RangeError)
    assert.deepEqual(stored(), [])
  })

  it('takes no file from nobody', async () => {
    const { uploads, stored } = open()
    const file = { field: 'photo', rules: {}, name: 'a', content: Readable.from([png()]) }
    const nobody = visitor(uploads, undefined)
    await assert.rejects(uploads.add(nobody, file), { code: 'StateRejected' })
    assert.deepEqual(stored(), [])
  })
})

describe('uploads.find', () => {
  it('finds a file again, for the one who uploaded it', async () => {
    const { uploads, add } = open()
    const { id, name, type, size } = await add()
    const found = await uploads.find(id, visitor(uploads, 'ada'))
    assert.deepEqual([found.id, found.name, found.type, found.size], [id, name, type, size])
    assert(uploads.owns(found))
    assert.equal(uploads.owns({ ...found }), false)
  })

  it('refuses anybody else, and whoever did not come by the middleware', async () => {
    const { uploads, add } = open()
    const { id } = await add()
    for (const ctx of [visitor(uploads, 'bob'), visitor(uploads, undefined), {} as Context]) {
      await assert.rejects(uploads.find(id, ctx), { code: 'StateRejected' })
    }
  })

  it('opens nothing that is not an id', async () => {
    const { uploads, ctx, folder, add } = open()
    const { id } = await add()
    writeFileSync(join(folder, 'x.json'), '{}')
    const ids = ['', '.', '..', 'x', `../${id}`, `${id}.json`, `${id}\0`, `${id}\n`, `./${id}`, {}]
    for (const wrong of [...ids, id.toUpperCase(), undefined, [id]]) {
      await assert.rejects(uploads.find(wrong as string, ctx), { code: 'StateRejected' })
    }
  })

  it('says stale of what is gone, has expired or was never finished', async () => {
    const { uploads, ctx, clock, folder, add } = open()
    const stale = { code: 'StaleComponentState' }
    await assert.rejects(uploads.find('0'.repeat(32), ctx), stale)
    const { id } = await add()
    clock.now += day - 1
    assert.equal((await uploads.find(id, ctx)).id, id)
    clock.now += 1
    await assert.rejects(uploads.find(id, ctx), stale)
    const cut = await add()
    writeFileSync(join(folder, `${cut.id}.json`), '{"name":"sea')
    await assert.rejects(uploads.find(cut.id, ctx), stale)
  })
})

describe('uploads.removeExpired', () => {
  it('removes what has expired, and leaves the rest', async () => {
    const { uploads, clock, add, stored } = open({ maxAge: 1000 })
    await add()
    clock.now += 600
    const { id } = await add()
    await uploads.removeExpired()
    assert.equal(stored().length, 4)
    clock.now += 400
    await uploads.removeExpired()
    assert.deepEqual(stored(), [id, `${id}.json`])
  })

  it('removes what a process left half written, once nobody can be writing it', async () => {
    const { uploads, clock, folder, stored } = open({ maxAge: 1000 })
    const id = 'a'.repeat(32)
    writeFileSync(join(folder, id), 'x')
    utimesSync(join(folder, id), 1000, 1000)
    clock.now = 4_599_999
    await uploads.removeExpired()
    assert.deepEqual(stored(), [id])
    clock.now = 4_600_000
    await uploads.removeExpired()
    assert.deepEqual(stored(), [])
  })

  it('leaves alone what is not its own', async () => {
    const { uploads, clock, folder, stored } = open()
    const names = ['a', 'b.json', `${'a'.repeat(31)}g`, `${'a'.repeat(32)}.txt`, 'A'.repeat(32)]
    for (const name of names) writeFileSync(join(folder, name), '{"expires":0}')
    mkdirSync(join(folder, 'sub'))
    clock.now = 1e15
    await uploads.removeExpired()
    assert.deepEqual(stored(), [...names, 'sub'].toSorted())
  })

  it('runs by itself when uploads are created, also where another process cleans up too', async () => {
    const { folder, add, stored } = open()
    await add()
    for (let count = 0; count < 5; count++) createUploads({ folder, now: () => 1e15 })
    await until(() => stored().length === 0)
    await tick()
  })
})
