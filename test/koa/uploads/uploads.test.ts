import assert from 'node:assert/strict'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { InvalidInput, type StoredFile } from 'sealwax'
import { assertRedirect } from '../answer.ts'
import { readPage } from '../page.ts'
import {
  type Album,
  add,
  createUploadSite,
  type Part,
  png,
  temporaryFolder,
  type UploadSiteOptions,
  upload,
} from './upload-site.ts'

const photo: Part = { name: 'photo', filename: 'sea.png', value: png() }
const note = (value: string | Buffer): Part => ({ name: 'notes', filename: 'note.txt', value })
/** What a browser sends for a file input that was left empty. */
const empty = (name: string): Part => ({ name, filename: '', value: '', type: octets })
const octets = 'application/octet-stream'

/** Runs the method with these parts; answers what it got. */
async function run(parts: readonly Part[], act: Album['act'] = () => {}, how: How = {}) {
  const site = createUploadSite(how)
  site.album.act = act
  const sent = await upload(site, parts, how)
  return { site, ...sent, page: readPage(sent.answer.text) }
}

interface How extends UploadSiteOptions {
  readonly htmx?: boolean
}

const hold: Album['act'] = (self, { photo }) => {
  self.state.cover = photo
}

const holdAndRefuse: Album['act'] = (self, files) => {
  void hold(self, files)
  throw new InvalidInput([{ path: 'title', message: 'Taken.' }])
}

describe('a method with files', () => {
  it('gets them beside its params', async () => {
    const parts: Part[] = [{ name: 'title', value: 'Sea' }, photo, note('one'), note('two')]
    const { site, answer } = await run(parts, async (_, { title, photo, notes = [] }) => {
      assert(photo)
      assert.equal(title, 'Sea')
      assert.deepEqual([photo.name, photo.type, photo.size], ['sea.png', 'image/png', 70])
      assert.deepEqual(await Promise.all(notes.map((file) => text(file.stream()))), ['one', 'two'])
    })
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(site.album.ran, ['run album.add'])
  })

  it('gets nothing for optional fields that are empty, or not there', async () => {
    for (const parts of [[], [empty('photo'), empty('notes')]]) {
      const { answer, site } = await run(parts, (_, files) =>
        assert.deepEqual(files, { title: '', photo: undefined, notes: [] }),
      )
      assert.equal(answer.status, 200, answer.text)
      assert.deepEqual(site.stored(), [])
    }
  })

  it('does not run without a file that it needs', async () => {
    for (const parts of [[], [empty('photo')]]) {
      const { answer, page, site } = await run(parts, undefined, { photo: { optional: false } })
      assert.equal(answer.status, 422)
      assert.equal(page.text('.photo'), 'Choose a file.')
      assert.deepEqual(site.album.ran, [])
    }
  })

  it('takes no text for a file, in any encoding', async () => {
    const site = createUploadSite({ photo: { optional: false } })
    const multi = await upload(site, [{ name: 'photo', value: 'sea.png' }])
    const visitor = site.browser()
    const _state = readPage((await visitor.get('/album')).text).state('album-1')
    const encoded = await visitor.htmx(add, { _state, photo: 'sea.png' })
    const json = await visitor.htmx(add, { _state, _params: '{"photo":{"id":"a"}}' })
    for (const answer of [multi.answer, encoded]) {
      assert.equal(answer.status, 422)
      assert.equal(readPage(answer.text).text('.photo'), 'Choose a file.')
    }
    assert.equal(json.status, 422)
    assert.deepEqual(site.album.ran, [])
  })

  it('works without JavaScript', async () => {
    const { answer, visitor } = await run([photo], hold, { htmx: false })
    assertRedirect(answer, /^\/album\?_sealwax=/)
    const { text } = await visitor.get(answer.headers['location'] ?? '')
    assert.equal(readPage(text).text('output'), 'sea.png')
  })

  it('shows its page again without JavaScript, with messages and what was typed', async () => {
    const parts = [
      { name: 'title', value: 'Sea' },
      { ...photo, value: 'no image' },
    ]
    const { answer, page, site } = await run(parts, undefined, { htmx: false })
    assert.equal(answer.status, 422)
    assert.equal(page.text('h1'), 'Page')
    assert.equal(page.text('.photo'), 'This kind of file is not accepted here.')
    assert.equal(page.attribute('#album-1__add_title', 'value'), 'Sea')
    assert.equal(page.attribute('#album-1__add_photo', 'value'), undefined)
    assert.equal(page.attribute('#album-1__add_photo', 'aria-invalid'), 'true')
    assert.deepEqual(site.stored(), [])
  })
})

describe('a stored file', () => {
  it('is deleted after the call, unless it is kept', async () => {
    const dropped = await run([photo])
    assert.deepEqual(dropped.site.stored(), [])
    let id = ''
    const { site } = await run([photo, note('x')], (_, { photo }) => {
      photo?.keep()
      id = photo?.id ?? ''
    })
    assert.match(id, /^[\da-f]{32}$/)
    assert.deepEqual(site.stored(), [id, `${id}.json`])
  })

  it('is kept by being in the state, whatever the answer', async () => {
    for (const act of [hold, holdAndRefuse]) {
      for (const htmx of [true, false]) {
        const { site, answer } = await run([photo], act, { htmx })
        assert.equal(site.stored().length, 2, answer.text)
      }
    }
  })

  it('is private, under a name that says nothing', async () => {
    const { site } = await run([photo], (_, { photo }) => photo?.keep())
    const [id = '', sidecar = ''] = site.stored()
    assert.equal(statSync(site.folder).mode & 0o777, 0o700)
    for (const name of [id, sidecar]) {
      assert.equal(statSync(join(site.folder, name)).mode & 0o777, 0o600)
    }
    const text = readFileSync(join(site.folder, sidecar), 'utf8')
    const { owner, ...rest } = JSON.parse(text) as Record<string, unknown>
    const expires = site.world.now + 86_400_000
    assert.deepEqual(rest, { name: 'sea.png', type: 'image/png', size: 70, expires })
    assert.match(String(owner), /^[\w-]{43}$/)
  })

  it('is moved into the storage of the app, over no other file', async () => {
    const path = join(temporaryFolder(), 'sea.png')
    let second: unknown
    const { site } = await run([photo, note('x')], async (_, { photo, notes = [] }) => {
      await photo?.moveTo(path)
      second = await notes[0]?.moveTo(path).catch((error: unknown) => error)
      assert.throws(() => photo?.keep(), { code: 'ConfigError' })
    })
    assert.deepEqual(readFileSync(path), png())
    assert.equal((second as NodeJS.ErrnoException).code, 'EEXIST')
    assert.deepEqual(site.stored(), [])
  })

  it('is moved to another disk as well', { skip: noSharedMemory() }, async () => {
    const path = join('/dev/shm', `sealwax-${process.pid}.png`)
    try {
      const { site } = await run([photo, note('x')], async (_, { photo, notes = [] }) => {
        await photo?.moveTo(path)
        await assert.rejects(async () => notes[0]?.moveTo(path), { code: 'EEXIST' })
      })
      assert.deepEqual(readFileSync(path), png())
      assert.deepEqual(site.stored(), [])
      assert.deepEqual(site.world.errors, [])
    } finally {
      rmSync(path, { force: true })
    }
  })

  it('may be deleted at once', async () => {
    let left: readonly string[] = ['not looked']
    const site = createUploadSite()
    site.album.act = async (_, { photo }) => {
      await photo?.delete()
      left = site.stored()
    }
    assert.equal((await upload(site, [photo])).answer.status, 200)
    assert.deepEqual(left, [])
  })

  it('can not be changed', async () => {
    await run([photo], (_, { photo }) => {
      assert.throws(() => Object.assign(photo as StoredFile, { id: 'other' }), TypeError)
    })
  })
})

function noSharedMemory(): boolean {
  try {
    return statSync('/dev/shm').dev === statSync(temporaryFolder()).dev
  } catch {
    return true
  }
}
