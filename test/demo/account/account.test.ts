import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { logInAt } from '../../../server/demo/account/back.ts'
import { hashPassword, isPassword, nobodysHash } from '../../../server/demo/account/password.ts'
import type { AppOptions } from '../../../server/demo/app.ts'
import { openRedis } from '../../../server/demo/redis.ts'
import { assertHtmxError, assertRedirect } from '../../koa/answer.ts'
import { readPage } from '../../koa/page.ts'
import { type Browser, createBrowser, type Response } from '../../koa/test-app.ts'
import { withRedis } from '../../services/redis.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import type { Engine } from '../engines.ts'

const ada = { name: 'Ada', password: 'bernoulli' }
const grace = { name: 'Grace', password: 'nanosecond' }
const notes = 'private-notes-mine'

async function logIn(visitor: Browser, who: typeof ada, path = '/account') {
  const _state = readPage((await visitor.get(path)).text).state('log-in-main')
  return visitor.post('/_sealwax/log-in/enter', { _state, ...who })
}

async function logOut(visitor: Browser) {
  const _state = readPage((await visitor.get('/account')).text).state('log-out-main')
  return visitor.post('/_sealwax/log-out/leave', { _state })
}

async function openNotes(visitor: Browser) {
  return readPage((await visitor.get('/notes')).text)
}

function addNote(visitor: Browser, _state: string, text: string) {
  return visitor.htmx('/_sealwax/private-notes/add', { _state, text })
}

/** What a browser sends of the cookies that it was given. */
function cookieOf({ headers }: Response): string {
  const given: unknown[] = [headers['set-cookie']].flat()
  return given.map((cookie) => String(cookie).split(';')[0]).join('; ')
}

describe('isPassword', () => {
  it('knows the password that was hashed, and no other', async () => {
    const kept = hashPassword('pässword')
    assert.equal(await isPassword('pa\u0308ssword', kept), true)
    for (const other of ['password', 'pässword ', '', kept]) {
      assert.equal(await isPassword(other, kept), false)
    }
  })

  it('salts each hash by itself, and keeps no password', () => {
    const [one, other] = [hashPassword('same'), hashPassword('same')]
    assert.notEqual(one, other)
    assert.doesNotMatch(one, /same/)
  })

  it('says no to what is no hash', async () => {
    for (const kept of ['', '.', 'x.y', nobodysHash]) {
      assert.equal(await isPassword('', kept), false)
    }
  })
})

describe('the log-in of the demo', () => {
  let demo: DemoApp

  before(async () => {
    demo = await openDemo()
  })
  after(() => demo.close())

  const visit = () => createBrowser(demo.app)

  it('refuses a wrong name or password', async () => {
    const visitor = visit()
    for (const who of [
      { ...ada, password: 'nanosecond' },
      { ...ada, name: 'ada ' },
      { name: "' or 1=1 --", password: 'bernoulli' },
    ]) {
      const answer = await logIn(visitor, who)
      assert.equal(answer.status, 422)
      assert.match(answer.text, /do not belong together/)
      assert.ok(!answer.text.includes('value="bernoulli"'))
    }
    assert.doesNotMatch((await visitor.get('/notes')).text, /Note G/)
  })

  it('leads back to a page of this site, and to no other', async () => {
    for (const [back, target] of [
      ['/board', '/board'],
      ['/types?a=1', '/types?a=1'],
      ['//evil.example', '/notes'],
      ['/\\evil.example', '/notes'],
      ['https://evil.example', '/notes'],
      ['javascript:alert(1)', '/notes'],
    ] as const) {
      const path = logInAt(back)
      assertRedirect(await logIn(visit(), ada, path), target)
    }
  })

  it('deletes no note of another user', async () => {
    const visitor = visit()
    await logIn(visitor, grace)
    const [note] = await demo.data.notes.list(1)
    const _state = (await openNotes(visitor)).state(notes)
    const _params = JSON.stringify({ noteId: note?.id })
    const answer = await visitor.htmx('/_sealwax/private-notes/remove', { _state, _params })
    assert.equal(answer.status, 200)
    assert.deepEqual((await demo.data.notes.list(1))[0], note)
  })
})

const modes: [
  mode: string,
  engine: Engine,
  open: () => Promise<Partial<AppOptions> & { readonly close: () => void }>,
][] = [
  ['in a cookie', 'SQLite', async () => ({ close: () => {} })],
  [
    'in Redis',
    'PostgreSQL',
    async () => {
      const { port } = await withRedis()
      const { options, close } = openRedis(`redis://127.0.0.1:${port}`)
      return { ...options, close }
    },
  ],
]

for (const [mode, engine, openMode] of modes) {
  describe(`a session of the demo ${mode}`, () => {
    let demo: DemoApp
    let close: () => void

    before(async () => {
      const { close: closeMode, ...options } = await openMode()
      close = closeMode
      demo = await openDemo(options, engine)
    })
    after(async () => {
      await demo.close()
      close()
    })

    const visit = () => createBrowser(demo.app)

    it('begins with name and password, and leads to the notes', async () => {
      const visitor = visit()
      assertRedirect(await logIn(visitor, ada), '/notes')
      const page = await visitor.get('/notes')
      assert.match(page.text, /Hello, Ada\./)
      assert.match(page.text, /Note G/)
      assert.doesNotMatch((await visitor.get('/notes')).text, /Hello, Ada\./)
    })

    it('leads there who asks for what is private, and back', async () => {
      const visitor = visit()
      const _state = (await openNotes(visitor)).state(notes)
      const answer = await visitor.htmx('/_sealwax/private-notes/open', { _state })
      assertHtmxError(answer, { status: 403, code: 'Forbidden' })
      assert.equal(answer.headers['hx-redirect'], '/account?back=%2Fnotes')
      const plain = await visitor.post('/_sealwax/private-notes/open', { _state })
      assertRedirect(plain, '/account?back=%2Fnotes')
      assertRedirect(await logIn(visitor, ada, '/account?back=%2Fnotes'), '/notes')
    })

    it('ends: what was sealed in it no longer opens, nor does what was sealed before it', async () => {
      const visitor = visit()
      const before = (await openNotes(visitor)).state(notes)
      await logIn(visitor, ada)
      const own = (await openNotes(visitor)).state(notes)
      assert.equal((await addNote(visitor, own, 'mine')).status, 200)
      assertHtmxError(await addNote(visitor, before, 'x'), { status: 403, code: 'StateRejected' })
      assertRedirect(await logOut(visitor), '/account')
      assertHtmxError(await addNote(visitor, own, 'x'), { status: 403, code: 'StateRejected' })
      await logIn(visitor, ada)
      assertHtmxError(await addNote(visitor, own, 'x'), { status: 403, code: 'StateRejected' })
      const texts = (await demo.data.notes.list(1)).map(({ text }) => text)
      assert.equal(texts[0], 'mine')
      assert.ok(!texts.includes('x'))
    })

    it('opens no state of another user', async () => {
      const [first, second] = [visit(), visit()]
      await logIn(first, ada)
      await logIn(second, grace)
      const stolen = (await openNotes(first)).state(notes)
      assertHtmxError(await addNote(second, stolen, 'x'), { status: 403, code: 'StateRejected' })
      assert.doesNotMatch((await second.get('/notes')).text, /Note G/)
    })

    it('is good in every process of the site', async () => {
      const Cookie = cookieOf(await logIn(visit(), ada))
      const other = createBrowser(demo.another())
      assert.match((await other.get('/notes', { Cookie })).text, /Note G/)
    })
  })
}

describe('the cookie of a session in Redis', () => {
  it('is a new one after a log-in, and no old one is good for anything', async () => {
    const { port } = await withRedis()
    const { options, close } = openRedis(`redis://127.0.0.1:${port}`)
    const demo = await openDemo(options)
    try {
      const visitor = createBrowser(demo.app)
      const before = cookieOf(await visitor.get('/account'))
      const within = cookieOf(await logIn(visitor, ada))
      assert.notEqual(within, before)
      assert.match((await createBrowser(demo.app).get('/notes', { Cookie: within })).text, /Note G/)
      await logOut(visitor)
      for (const Cookie of [before, within]) {
        const { text } = await createBrowser(demo.app).get('/notes', { Cookie })
        assert.match(text, /Break the seal/)
      }
    } finally {
      await demo.close()
      close()
    }
  })
})
