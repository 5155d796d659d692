import assert from 'node:assert/strict'
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { StoredFile } from 'sealwax'
import type { LetterStore } from '../../../server/demo/contact/letter-store.ts'
import { sizeText } from '../../../server/demo/contact/size-text.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { engines } from '../engines.ts'
import { createUploader, filesIn, texts } from './letters.ts'

const day = 24 * 60 * 60 * 1000

for (const engine of engines) {
  describe(`createLetterStore on ${engine}`, () => {
    let demo: DemoApp
    let letters: LetterStore
    let upload: ReturnType<typeof createUploader>

    before(async () => {
      demo = await openDemo({}, engine)
      letters = demo.data.letters
      upload = createUploader(demo.filesFolder)
    })
    beforeEach(async () => {
      await demo.database.db.deleteFrom('letters').execute()
      await letters.removeExpired(Date.now() + day)
    })
    after(() => demo.close())

    const send = (sender: string, ...files: StoredFile[]) =>
      letters.send(sender, { ...texts, topic: 'A question', files })
    const stored = () => filesIn(demo.filesFolder)
    const only = async (sender: string) => {
      const [id = 0] = await letters.listIds(sender)
      const letter = await letters.find(sender, id)
      assert(letter)
      return letter
    }

    it('keeps a letter, and moves its files in', async () => {
      const file = await upload('a.txt', 'ink')
      assert.equal(await send('ada', file), true)
      assert.deepEqual(stored(), { letters: [file.id], uploads: [] })
      const { id, name, topic, about, attachments } = await only('ada')
      assert.deepEqual([name, topic, about], ['Ada', 'A question', 'Forms and files'])
      assert.deepEqual(attachments, [{ id: file.id, name: 'a.txt', type: 'text/plain', size: 3 }])
      const row = await demo.database.db.selectFrom('letters').selectAll().executeTakeFirst()
      assert.deepEqual([row?.id, row?.email, row?.text], [id, texts.email, texts.text])
    })

    it('finds a letter for its sender only', async () => {
      await send('ada')
      const { id } = await only('ada')
      assert.equal(await letters.find('bob', id), undefined)
      assert.deepEqual(await letters.listIds('bob'), [])
      assert.equal(await letters.find('ada', id + 1), undefined)
    })

    it('lists the newest first', async () => {
      await send('ada')
      await send('ada')
      const ids = await letters.listIds('ada')
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => b - a),
      )
      assert.equal(ids.length, 2)
    })

    it('has room for ten letters of a sender, also for those that come at once', async () => {
      await Promise.all(Array.from({ length: 8 }, () => send('ada')))
      const files = await Promise.all(['a', 'b', 'c', 'd'].map((name) => upload(name)))
      const kept = await Promise.all(files.map((file) => send('ada', file)))
      assert.equal(kept.filter(Boolean).length, 2)
      assert.equal((await letters.listIds('ada')).length, 10)
      assert.equal(await send('bob'), true)
      const ids = files.filter((_, index) => kept[index]).map(({ id }) => id)
      assert.deepEqual(stored(), { letters: ids.toSorted(), uploads: [] })
      const senders = Array.from({ length: 8 }, (_, n) => `crowd ${n}`)
      await Promise.all(senders.flatMap((sender) => Array.from({ length: 25 }, () => send(sender))))
      const lists = await Promise.all(senders.map((sender) => letters.listIds(sender)))
      assert.deepEqual(new Set(lists.map(({ length }) => length)), new Set([10]))
    })

    it('deletes a letter with its files, once', async () => {
      await send('ada', await upload('a'), await upload('b'))
      const letter = await only('ada')
      await letter.delete()
      assert.deepEqual(stored(), { letters: [], uploads: [] })
      await assert.rejects(letter.delete(), { code: 'StaleComponentState' })
    })

    it('opens no file that is not of the letter', async () => {
      await send('ada', await upload('a'))
      const [file] = (await only('ada')).attachments
      await send('bob', await upload('b'))
      const letter = await only('bob')
      for (const id of [file?.id ?? '', '', '.', '../demo.db']) {
        assert.equal(letter.open(id), undefined)
      }
    })

    it('deletes letters after a week, with their files', async () => {
      const file = await upload('old')
      await send('ada', file)
      await letters.removeExpired(Date.now() + 6.9 * day)
      assert.deepEqual(stored().letters, [file.id])
      await letters.removeExpired(Date.now() + 7.1 * day)
      assert.deepEqual(await letters.listIds('ada'), [])
      assert.deepEqual(stored().letters, [])
    })

    it('deletes files that no letter has, but not those of one that is being sent', async () => {
      const folder = join(demo.filesFolder, 'letters')
      const kept = await upload('kept')
      await send('ada', kept)
      for (const [name, minutes] of [
        ['new', 59],
        ['old', 61],
      ] as const) {
        writeFileSync(join(folder, name), '')
        const seconds = Date.now() / 1000 - minutes * 60
        utimesSync(join(folder, name), seconds, seconds)
      }
      await letters.removeExpired()
      assert.deepEqual(stored().letters, [kept.id, 'new'].toSorted())
    })
  })
}

describe('sizeText', () => {
  it('says sizes as people do', () => {
    for (const [bytes, text] of [
      [1, '1 byte'],
      [1023, '1,023 bytes'],
      [1536, '1.5 kB'],
      [1_468_006, '1.4 MB'],
      [2_097_152, '2 MB'],
    ] as const) {
      assert.equal(sizeText(bytes), text)
    }
  })
})
