import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type SealwaxOptions, stale, type Texts } from 'sealwax'
import { english } from '../../server/core/rooms.ts'
import { stateOn } from './answer.ts'
import { openItems } from './items.ts'
import { readPage } from './page.ts'
import { createTestApp, type World } from './test-app.ts'
import { createUploadSite, openAlbum, png, send } from './uploads/upload-site.ts'

const german: Texts = {
  lang: 'de',
  back: 'Zurück zur Seite',
  titleGone: 'Nicht mehr da',
  titleFailed: 'Etwas ging schief',
  titleRefused: 'Nicht möglich',
  BadRequest: 'Die Anfrage ist nicht lesbar.',
  CrossSite: 'Die Anfrage kommt von einer anderen Website.',
  Forbidden: 'Das dürfen Sie nicht.',
  InternalError: (id) => `Etwas ging schief (${id}).`,
  InvalidInput: 'Die Eingabe ist ungültig.',
  MethodNotAllowed: 'Hier geht nur POST.',
  NotFound: 'Hier ist nichts.',
  OnceStoreDown: 'Bitte gleich noch einmal versuchen.',
  StaleComponentState: 'Das gibt es nicht mehr.',
  StateExpired: 'Das ist abgelaufen.',
  StateOutdated: 'Das ist von einer anderen Fassung der Seite.',
  StateRejected: 'Dieser Zustand ist nicht verwendbar.',
  StateReplayed: 'Das wurde schon getan.',
  TooLarge: 'Die Anfrage ist zu groß.',
  TooMany: 'Zu viele Anfragen.',
  UnsupportedType: 'Es muss ein Formular sein.',
  chooseFile: 'Bitte eine Datei wählen.',
  tooManyFiles: (maxFiles) => `Höchstens ${maxFiles} Dateien.`,
  fileTooLarge: (maxBytes) => `Höchstens ${maxBytes} Bytes.`,
  wrongFileType: 'Solche Dateien gehen hier nicht.',
  tooLong: 'Das ist zu lang.',
  unknownField: 'Dieses Feld gibt es nicht.',
}

const path = '/_sealwax/item'
const quiet = { sealwax: { texts: german, development: false } }

/** What both kinds of visitors are told of one call. */
async function told(
  change: (world: World) => void,
  sealwax: Partial<SealwaxOptions> = quiet.sealwax,
) {
  const { world, visitor, state } = await openItems({ sealwax })
  change(world)
  const htmx = await visitor.htmx(`${path}/touch`, { _state: state })
  const plain = await visitor.post(`${path}/touch`, { _state: state })
  const { error } = htmx.body as { error: { message: string } }
  return { message: error.message, page: plain }
}

function fail(error: Error) {
  return () => {
    throw error
  }
}

describe('the option texts', () => {
  const cases: [name: string, change: (world: World) => void, title: string, text: RegExp][] = [
    [
      'a right that is missing',
      (w) => Object.assign(w, { allowed: false }),
      german.titleRefused,
      /^Das dürfen Sie nicht\.$/,
    ],
    [
      'data that is gone',
      (w) => Object.assign(w, { onLoad: fail(stale()) }),
      german.titleGone,
      /^Das gibt es nicht mehr\.$/,
    ],
    [
      'an exception',
      (w) => Object.assign(w, { onLoad: fail(new Error('secret')) }),
      german.titleFailed,
      /^Etwas ging schief \([\w-]+\)\.$/,
    ],
  ]
  for (const [name, change, title, text] of cases) {
    it(`says ${name}, with and without JavaScript`, async () => {
      const { message, page } = await told(change)
      assert.match(message, text)
      const drawn = readPage(page.text)
      assert.equal(drawn.text('h1'), title)
      assert.match(drawn.text('p'), text)
      assert.match(page.text, /<html lang="de">[^]*Zurück zur Seite/)
    })
  }

  it('says refusals in front of a component', async () => {
    const { browser } = createTestApp(quiet)
    const visitor = browser()
    const answers = await Promise.all([
      visitor.htmx('/_sealwax/nobody', { _state: '' }),
      visitor.htmx(path, { _state: 'forged' }),
      visitor.htmx(path, { _state: '' }, { 'Sec-Fetch-Site': 'cross-site' }),
      visitor.get(path, { 'HX-Request': 'true' }),
    ])
    assert.deepEqual(
      answers.map(({ body }) => (body as { error: { message: string } }).error.message),
      [german.NotFound, german.StateRejected, german.CrossSite, german.MethodNotAllowed],
    )
  })

  it('leaves what the app says itself', async () => {
    const { message } = await told((world) => world.items.clear())
    assert.equal(message, 'That item was deleted.')
  })

  it('leaves what it does not name in English', async () => {
    const sealwax = { texts: { back: 'Zurück' }, development: false }
    const { message, page } = await told((w) => Object.assign(w, { allowed: false }), sealwax)
    assert.equal(message, english.Forbidden)
    assert.match(page.text, /<html lang="en">[^]*Zurück/)
  })

  it('may go by the request, and is asked only where a text is shown', async () => {
    const asked: string[] = []
    const texts: SealwaxOptions['texts'] = (ctx) => {
      asked.push(ctx.path)
      return ctx.acceptsLanguages('de', 'en') === 'de' ? german : {}
    }
    const { world, visitor, state } = await openItems({ sealwax: { texts, development: false } })
    assert.equal((await visitor.htmx(`${path}/touch`, { _state: state })).status, 200)
    assert.deepEqual(asked, [])
    world.allowed = false
    const say = async (language: string) => {
      const answer = await visitor.htmx(
        `${path}/touch`,
        { _state: state },
        { 'Accept-Language': language },
      )
      return (answer.body as { error: { message: string } }).error.message
    }
    assert.equal(await say('de-AT,de;q=0.9'), german.Forbidden)
    assert.equal(await say('en'), english.Forbidden)
    assert.equal(asked.length, 2)
  })

  it('is English where it fails, and the app hears of it', async () => {
    for (const texts of [
      () => {
        throw new Error('no texts')
      },
      () => ({ nothing: 'x' }) as object,
    ]) {
      const sealwax = { texts, development: false }
      const { world, visitor, state } = await openItems({ sealwax })
      world.allowed = false
      const answer = await visitor.htmx(`${path}/touch`, { _state: state })
      assert.equal((answer.body as { error: { message: string } }).error.message, english.Forbidden)
      assert.ok(world.errors.some((error) => /no texts|nothing/.test(String(error))))
    }
  })

  it('refuses names that are none, and texts that are not what they have to be', () => {
    for (const texts of [{ forbidden: 'x' }, { Forbidden: 7 }, { InternalError: 'x' }])
      assert.throws(() => createTestApp({ sealwax: { texts: texts as object } }), {
        code: 'ConfigError',
      })
  })

  it('says what is wrong with files', async () => {
    const site = createUploadSite({
      photo: { types: ['image/png'], maxBytes: 100, optional: false },
      sealwax: { texts: german },
    })
    const { visitor, state } = await openAlbum(site)
    const told = async (...photos: Buffer[]) => {
      const parts = photos.map((value) => ({ name: 'photo', value, filename: 'photo.png' }))
      const answer = await send(site, [{ name: '_state', value: state }, ...parts], { visitor })
      return readPage(answer.text).text('.photo')
    }
    assert.equal(await told(), german.chooseFile)
    assert.equal(await told(Buffer.from('text')), german.wrongFileType)
    assert.equal(await told(png(200)), german.fileTooLarge(100))
    assert.equal(await told(png(), png()), german.tooManyFiles(1))
  })

  it('says that input is malformed', async () => {
    const { browser } = createTestApp(quiet)
    const visitor = browser()
    const state = await stateOn(visitor, '/profile', 'profile-me')
    const malformed = await visitor.htmx('/_sealwax/profile', { _state: state, _public: '[' })
    assert.equal(
      (malformed.body as { error: { message: string } }).error.message,
      german.BadRequest,
    )
  })
})
