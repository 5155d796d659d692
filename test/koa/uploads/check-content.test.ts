import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import type { FileField } from 'sealwax'
import { checkContent } from '../../../server/koa/uploads/check-content.ts'
import { toFileName } from '../../../server/koa/uploads/file-name.ts'
import { png } from './upload-site.ts'

/** Checks content that comes in these chunks; answers its type. */
async function typeOf(chunks: readonly (string | Buffer)[], rules: FileField = {}) {
  const content = Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
  const checked = await checkContent({ field: 'photo', rules, name: 'a', content })
  const bytes = await buffer(checked.chunks())
  assert.deepEqual(bytes, Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))))
  assert.equal(checked.size(), bytes.length)
  return checked.type
}

describe('checkContent', () => {
  it('tells the type from the content', async () => {
    assert.equal(await typeOf([png()]), 'image/png')
    assert.equal(await typeOf(['%PDF-1.7\n']), 'application/pdf')
    assert.equal(await typeOf(['a,b\n']), 'text/plain')
    assert.equal(await typeOf(['<script>']), 'text/plain')
    assert.equal(await typeOf([]), 'text/plain')
    assert.equal(await typeOf([Buffer.from([0, 1, 2])]), 'application/octet-stream')
  })

  it('tells it however small the chunks are', async () => {
    const bytes = [...png()].map((byte) => Buffer.from([byte]))
    assert.equal(await typeOf(bytes, { types: ['image/png'] }), 'image/png')
  })

  it('calls a text what the field calls it first', async () => {
    const types = ['image/png', 'text/csv', 'text/plain']
    assert.equal(await typeOf(['a,b\n'], { types }), 'text/csv')
    assert.equal(await typeOf(['ä'.repeat(50_000)], { types }), 'text/csv')
  })

  it('takes a text whose characters are cut by chunks', async () => {
    const text = Buffer.from('ä'.repeat(40_000))
    const chunks = [text.subarray(0, 65_535), text.subarray(65_535)]
    assert.equal(await typeOf(chunks, { types: ['text/plain'] }), 'text/plain')
  })

  it('does not care for the rest where any type may come', async () => {
    assert.equal(await typeOf([Buffer.alloc(70_000, 'a'), '\0']), 'text/plain')
  })

  it('refuses a text that is none after all', async () => {
    const text = Buffer.alloc(70_000, 'a')
    for (const end of [[0], [0xff], [0xc3, 0x28]]) {
      const chunks = [text, Buffer.from(end)]
      const wrong = typeOf(chunks, { types: ['text/plain'] })
      await assert.rejects(wrong, { code: 'InvalidInput' })
    }
  })

  it('takes what nothing tells only where it is listed', async () => {
    const bytes = Buffer.from([0, 1, 2])
    const octets = 'application/octet-stream'
    assert.equal(await typeOf([bytes], { types: [octets] }), octets)
    await assert.rejects(typeOf([bytes], { types: ['text/plain'] }), { code: 'InvalidInput' })
  })

  it('takes as many bytes as the field says, 10 MiB without', async () => {
    assert.equal(await typeOf(['abc'], { maxBytes: 3 }), 'text/plain')
    await assert.rejects(typeOf(['abcd'], { maxBytes: 3 }), { code: 'InvalidInput' })
    const most = Buffer.alloc(10 * 1024 * 1024)
    assert.equal(await typeOf([most]), 'application/octet-stream')
    const message = 'A file may have 10 megabytes at most.'
    await assert.rejects(typeOf([most, 'a']), { issues: [{ path: 'photo', message }] })
  })
})

describe('toFileName', () => {
  it('keeps the last part of a path, in one line', () => {
    const names = ['a/b.png', 'a\\b.png', '/b.png', ' b.png ', 'b\n.png', '\u202eb.png']
    for (const name of names) assert.equal(toFileName(name), 'b.png')
  })

  it('never is a folder, or empty', () => {
    for (const name of ['', ' ', '.', '..', 'a/', '/', '...', '\0']) {
      assert.equal(toFileName(name), 'file')
    }
    assert.equal(toFileName('.htaccess'), '.htaccess')
  })

  it('has 255 characters at most', () => {
    assert.equal(toFileName('🕯'.repeat(300)), '🕯'.repeat(255))
  })
})
