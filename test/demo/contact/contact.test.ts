import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { assertHtmxError, assertRedirect } from '../../koa/answer.ts'
import { type Page, readPage } from '../../koa/page.ts'
import { type Browser, createBrowser } from '../../koa/test-app.ts'
import { multipart, multipartType, type Part, png } from '../../koa/uploads/upload-site.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { recordQueries } from '../record-queries.ts'
import { filesIn, texts } from './letters.ts'

const root = 'contact-main'
const save = '/_sealwax/sent-letter/save'
const remove = '/_sealwax/sent-letter/remove'

const file = (filename: string, value: string | Buffer): Part => {
  return { name: 'attachments', filename, value }
}

describe('the contact page', () => {
  let demo: DemoApp
  let visitor: Browser

  before(async () => {
    demo = await openDemo()
  })
  beforeEach(async () => {
    visitor = createBrowser(demo.app)
    await demo.database.db.deleteFrom('letters').execute()
    await demo.data.letters.removeExpired(Date.now() + 86_400_000)
    demo.errors.length = 0
  })
  after(() => demo.close())

  const open = async (who = visitor) => readPage((await who.get('/contact')).text)
  const stored = () => filesIn(demo.filesFolder)

  interface Given {
    readonly page?: Page
    readonly fields?: object
    readonly files?: readonly Part[]
    readonly htmx?: boolean
  }

  /** Sends a letter from a page, a new one where none is given. */
  const send = async ({ page, fields, files = [], htmx = true }: Given = {}) => {
    const form = (page ?? (await open())).form(root, 'send')
    const hidden = form.fields.filter(([name]) => name.startsWith('_'))
    const written = Object.entries({ ...texts, ...fields })
    const parts = [...hidden, ...written].map(([name, value]): Part => ({ name, value }))
    return visitor.agent
      .post('/_sealwax/contact/send')
      .redirects(0)
      .set({ 'Content-Type': multipartType, ...(htmx && { 'HX-Request': 'true' }) })
      .send(multipart([...parts, ...files]))
  }

  /** The newest letter of the visitor: its id, and the parts of the page that are about it. */
  const newest = async () => {
    const { text } = await visitor.get('/contact')
    const id = /id="(contact-main__sent-letter-\d+)"/.exec(text)?.[1] ?? ''
    const fileIds = [...text.matchAll(/"fileId":"(\w+)"/g)].map(([, id = '']) => id)
    return { id, fileIds, _state: readPage(text).state(id), page: readPage(text) }
  }

  const download = (_state: string, fileId: string) =>
    visitor.post(save, { _state, _params: JSON.stringify({ fileId }) })

  it('keeps a letter with its files, is empty again and shows what was sent', async () => {
    const files = [file('sea.png', png(1500)), file('note.txt', 'ink')]
    const answer = await send({ files })
    assert.equal(answer.status, 200)
    assert.match(answer.text, /Your letter is sealed and on its way\./)
    const page = readPage(answer.text)
    assert.equal(page.attribute('@name', 'value'), '')
    assert.equal(page.text('textarea'), '')
    const { id } = await newest()
    assert.equal(page.text(`#${id} h3`), 'Ada')
    assert.equal(page.text(`#${id} p`), 'A question: Forms and files')
    assert.match(page.text(`#${id} .enclosed`), /sea\.png\s+1\.5 kB\s+note\.txt\s+3 bytes/)
    assert.equal(stored().letters.length, 2)
    assert.deepEqual(stored().uploads, [])
    assert.deepEqual(demo.errors, [])
  })

  it('does the same without JavaScript, and leads to what was sent', async () => {
    const answer = await send({ files: [file('note.txt', 'ink')], htmx: false })
    assertRedirect(answer, /^\/contact.*#sent-letters$/)
    const page = readPage((await visitor.get(answer.headers['location'] ?? '')).text)
    assert.match(page.text('#sealwax-messages'), /sealed and on its way/)
    assert.equal(page.text('.file-name'), 'note.txt')
  })

  it('gives an attachment back, as a file to save', async () => {
    const image = png(1500)
    await send({ files: [file('Übersee.png', image), file('note.txt', '<script>')] })
    const { _state, fileIds } = await newest()
    const first = await download(_state, fileIds[0] ?? '')
    assert.equal(first.status, 200)
    assert.deepEqual(first.body, image)
    assert.equal(first.headers['content-type'], 'image/png')
    assert.match(first.headers['content-disposition'] ?? '', /^attachment; .*UTF-8''%C3%9Cbersee/)
    const second = await download(_state, fileIds[1] ?? '')
    assert.equal(second.text, '<script>')
    assert.match(second.headers['content-type'] ?? '', /^text\/plain/)
    assert.equal(second.headers['x-content-type-options'], 'nosniff')
  })

  it('says what is wrong, each in its place, and stores nothing', async () => {
    const fields = { name: ' ', email: 'ada', about: '', text: '' }
    for (const htmx of [true, false]) {
      const answer = await send({ fields, files: [file('note.txt', 'ink')], htmx })
      assert.equal(answer.status, 422)
      const page = readPage(answer.text)
      for (const [name, message] of [
        ['name', 'Write your name.'],
        ['email', 'Write an address like ada@site.example.'],
        ['about', 'Choose what it is about.'],
        ['text', 'Write a few words.'],
      ] as const) {
        const described = page.attribute(`@${name}`, 'aria-describedby') ?? ''
        assert.equal(page.text(`#${described}`), message)
        assert.equal(page.attribute(`@${name}`, 'aria-invalid'), 'true')
      }
      assert.equal(page.attribute('@email', 'value'), 'ada')
      const hint = page.text('#attachments-hint')
      assert.match(hint, htmx ? /Up to 4 files/ : /have to be chosen once more/)
    }
    assert.deepEqual(stored(), { letters: [], uploads: [] })
    assert.equal((await open()).has('.sent'), false)
  })

  it('refuses files of other kinds, too many and too large ones, and stores none', async () => {
    const notes = Array.from({ length: 5 }, (_, index) => file(`${index}.txt`, 'ink'))
    for (const [files, message] of [
      [[file('wax.png', Buffer.from('MZ\0\0'))], 'This kind of file is not accepted here.'],
      [notes, 'Choose 4 files at most.'],
      [[file('big.png', png(2 * 1024 * 1024 + 1))], 'A file may have 2 megabytes at most.'],
    ] as const) {
      const answer = await send({ files })
      assert.equal(answer.status, 422)
      assert.match(readPage(answer.text).text(`#${root}__send_attachments_error`), RegExp(message))
      assert.deepEqual(stored(), { letters: [], uploads: [] })
    }
    assert.equal((await send({ files: [file('big.png', png(2 * 1024 * 1024))] })).status, 200)
  })

  it('refuses what another topic has', async () => {
    const answer = await send({ fields: { topic: 'praise' }, files: [file('note.txt', 'ink')] })
    assert.equal(answer.status, 422)
    const page = readPage(answer.text)
    assert.equal(page.text(`#${root}__send_about_error`), 'Choose what it is about.')
    assert.match(page.text('#about-praise'), /The colour of the wax/)
    assert.deepEqual(stored(), { letters: [], uploads: [] })
    assert.equal((await send({ fields: { topic: '__proto__' } })).status, 422)
    const praise = { topic: 'praise', about: 'This demo' }
    assert.equal((await send({ page, fields: praise })).status, 200)
    assert.equal((await newest()).page.text('.sent p'), 'A kind word: This demo')
  })

  it('keeps one letter of a form that was sent twice', async () => {
    const page = await open()
    assert.equal((await send({ page })).status, 200)
    assertHtmxError(await send({ page }), { status: 409, code: 'StateReplayed' })
    const letters = demo.database.db.selectFrom('letters').selectAll()
    assert.equal((await letters.execute()).length, 1)
  })

  it('says at the form that there is no room for an eleventh letter', async () => {
    for (let count = 0; count < 10; count++) await send({ files: [file('note.txt', 'ink')] })
    const answer = await send({ files: [file('note.txt', 'ink')] })
    assert.equal(answer.status, 422)
    const page = readPage(answer.text)
    assert.match(page.text('.dispatch p'), /^10 letters are on their way/)
    assert.equal(page.attribute('.dispatch p', 'role'), 'alert')
    assert.equal(page.attribute('@name', 'value'), 'Ada')
    assert.equal(stored().letters.length, 10)
    await visitor.htmx(remove, { _state: (await newest())._state })
    assert.equal((await send({ page })).status, 200)
  })

  it('shows letters to the session that they come from, and to no other', async () => {
    await send({ files: [file('note.txt', 'ink')] })
    const { _state, id } = await newest()
    const other = createBrowser(demo.app)
    assert.equal((await open(other)).has('.sent'), false)
    const stolen = await other.htmx(remove, { _state })
    assertHtmxError(stolen, { status: 403, code: 'StateRejected' })
    assert.equal((await open()).has(`#${id}`), true)
  })

  it('shows them no more after a login or a logout', async () => {
    await send()
    const { _state } = await newest()
    const form = readPage((await visitor.get('/account')).text).state('log-in-main')
    const ada = { name: 'Ada', password: 'bernoulli' }
    await visitor.post('/_sealwax/log-in/enter', { _state: form, ...ada })
    assert.equal((await open()).has('.sent'), false)
    await send()
    assert.equal((await open()).has('.sent'), true)
    const leave = readPage((await visitor.get('/account')).text).state('log-out-main')
    await visitor.post('/_sealwax/log-out/leave', { _state: leave })
    assert.equal((await open()).has('.sent'), false)
    const late = await visitor.htmx(remove, { _state })
    assertHtmxError(late, { status: 403, code: 'StateRejected' })
  })

  it('gives no file of another letter', async () => {
    await send({ files: [file('one.txt', 'one')] })
    const [foreign = ''] = (await newest()).fileIds
    await send({ files: [file('two.txt', 'two')] })
    const { _state } = await newest()
    for (const fileId of [foreign, '', '../demo.db', '..']) {
      const answer = await download(_state, fileId)
      assert.equal(answer.status, 422)
      assert.equal(answer.headers['content-disposition'], undefined)
    }
  })

  it('deletes a letter with its files; it is stale wherever else it is shown', async () => {
    await send({ files: [file('note.txt', 'ink')] })
    const { id, _state, fileIds } = await newest()
    const answer = await visitor.htmx(remove, { _state })
    assert.equal(answer.headers['hx-reswap'], 'delete')
    assert.deepEqual(stored().letters, [])
    assertHtmxError(await visitor.htmx(remove, { _state }), {
      status: 410,
      code: 'StaleComponentState',
      reswap: 'delete',
      retarget: `#${id}`,
    })
    const [fileId = ''] = fileIds
    const late = await download(_state, fileId)
    assert.equal(late.status, 410)
    assert.equal(readPage(late.text).attribute('main a', 'href'), '/contact')
    assert.match(readPage(late.text).text('main'), /That letter was deleted\./)
  })

  it('shows hostile names as text, and writes no file by them', async () => {
    const name = '<img src=x onerror=alert(1)>'
    const answer = await send({ fields: { name }, files: [file('../../<b>.txt', 'ink')] })
    assert.equal(answer.status, 200)
    assert.doesNotMatch(answer.text, /<img src=x|<b>/)
    assert.equal(readPage(answer.text).text('.sent h3'), name)
    const [stem = ''] = stored().letters
    assert.match(stem, /^[\da-f]{32}$/)
    assert.equal(stored().letters.length, 1)
  })

  it('asks for all letters at once', async () => {
    for (const name of ['Ada', 'Grace']) await send({ fields: { name } })
    const queries = recordQueries(demo.database)
    await visitor.get('/contact')
    assert.equal(queries.length, 2)
  })
})
