import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { type Bus, createMemoryBus, newKey } from 'sealwax'
import { atEnd } from '../../at-end.ts'
import { testKey } from '../test-app.ts'
import { openLiveSite, until, type Visitor } from './live-site.ts'

const sealedOf = async (visitor: Visitor) => (await visitor.topics()).map(({ sealed }) => sealed)

const codeOf = async (answer: Response) => {
  const { error } = (await answer.json()) as { error: { code: string } }
  return `${answer.status} ${error.code}`
}

/** A bus that does not yet know where it stands. */
function createLateBus() {
  const waiting: (() => void)[] = []
  const ready = () => new Promise<void>((resolve) => void waiting.push(resolve))
  return {
    bus: { ...createMemoryBus(), ready },
    waiting,
    arrive: () => waiting.forEach((resolve) => resolve()),
  }
}

/** Asks for a stream, and keeps the last byte of its body back. */
function openSlowly(site: string, cookie: string, sealed: readonly string[]) {
  const body = `topics=${sealed.join('.')}`
  const { port, host } = new URL(site)
  const socket = connect(Number(port), '127.0.0.1')
  atEnd(() => socket.destroy())
  let text = ''
  socket.on('data', (data) => (text += data))
  socket.write(
    `POST /_sealwax/live HTTP/1.1\r\nHost: ${host}\r\nHX-Request: true\r\nCookie: ${cookie}\r\n` +
      'Content-Type: application/x-www-form-urlencoded\r\n' +
      `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n${body.slice(0, -1)}`,
  )
  return {
    text: () => text,
    /** Node says so when the app has begun with the request. */
    begun: () => until(() => text.includes('100 Continue')),
    send: () => socket.write(body.slice(-1)),
  }
}

describe('a page with topics', () => {
  it('holds them sealed, and none for components without', async () => {
    const { visitor } = await openLiveSite()
    const page = await visitor().get()
    assert.equal(page.match(/data-topics/g)?.length, 3)
    assert.ok(!page.includes('card:'))
    assert.match(page, /data-component="plain" data-public/)
  })

  it('has the same keys and marks when drawn again, until something is published', async () => {
    const { visitor, sealwax } = await openLiveSite()
    const one = visitor()
    const before = await one.topics()
    assert.deepEqual(
      (await one.topics()).map(({ key, mark }) => [key, mark]),
      before.map(({ key, mark }) => [key, mark]),
    )
    await sealwax.publish('card:2')
    const after = await one.topics()
    assert.deepEqual(
      after.map(({ key, mark }, at) => [key === before[at]?.key, mark === before[at]?.mark]),
      [
        [true, true],
        [true, false],
        [true, true],
      ],
    )
  })
})

describe('a site with topics', () => {
  it('serves its scripts without a look at who asks', async () => {
    let asked = 0
    const principal = () => void asked++
    const { visitor } = await openLiveSite({ principal })
    assert.match(await visitor().get('/_sealwax/sealwax-live.js'), /data-topics/)
    assert.equal(asked, 0)
    await visitor().get('/')
    assert.notEqual(asked, 0)
  })
})

describe('POST /_sealwax/live', () => {
  it('streams which of the components changed, and their marks from then on', async () => {
    const { visitor, sealwax } = await openLiveSite()
    const one = visitor()
    const stream = await one.follow(await sealedOf(one))
    assert.match(stream.answer.headers.get('content-type') ?? '', /^text\/event-stream/)
    assert.equal(stream.answer.headers.get('cache-control'), 'no-store, no-transform')
    assert.equal(stream.answer.headers.get('x-accel-buffering'), 'no')
    await sealwax.publish('card:2', 'card:9')
    await stream.until(() => stream.changed().length > 0)
    const marks = (await one.topics()).map(({ mark }) => mark)
    assert.deepEqual(stream.news(), [{ changed: [[1, marks[1]]] }])
  })

  it('is told by a method through ctx.sealwax, in other sessions too', async () => {
    const { visitor } = await openLiveSite()
    const [writer, reader] = [visitor(), visitor()]
    const page = await writer.get()
    const stream = await reader.follow(await sealedOf(reader))
    const state = /id="card-3__f".*?name="_state" value="([^"]*)"/s.exec(page)?.[1] as string
    const answer = await writer.post('/_sealwax/card/write', {
      _state: state,
      _params: '{"title":"New"}',
    })
    const drawn = await answer.text()
    await stream.until(() => stream.changed().length > 0)
    assert.deepEqual(stream.changed(), [2])
    // Who wrote it shows it already: each session has marks of its own, and this is the writer's.
    const mark = /data-topics="[^.]*\.([^.]*)\./.exec(drawn)?.[1]
    assert.notEqual(mark, '')
    assert.equal(mark, (await writer.topics())[2]?.mark)
  })

  it('says at once what was published between the drawing of the page and its opening', async () => {
    const { visitor, sealwax } = await openLiveSite()
    const one = visitor()
    const sealed = await sealedOf(one)
    await sealwax.publish('card:1')
    await sealwax.publish('card:3')
    const stream = await one.follow(sealed)
    await stream.until(() => stream.news().length > 0)
    assert.deepEqual(stream.changed(), [0, 2])
  })

  it('says that all changed where the bus can not tell', async () => {
    const bus = createMemoryBus({ maxTopics: 1 })
    const { visitor, sealwax } = await openLiveSite({ bus })
    const one = visitor()
    const sealed = await sealedOf(one)
    await sealwax.publish('x')
    await sealwax.publish('y')
    const stream = await one.follow(sealed)
    await stream.until(() => stream.changed().length === 3)
  })

  it('puts a burst of a thousand into a few messages', async () => {
    const { visitor, sealwax } = await openLiveSite()
    const one = visitor()
    const stream = await one.follow(await sealedOf(one))
    for (let n = 0; n < 1000; n++) await sealwax.publish('card:1', 'card:2')
    await stream.until(() => stream.changed().length >= 2)
    const { mark } = (await one.topics())[0] as { mark: string }
    // The last one says how it is in the end.
    await stream.until(() => stream.news().at(-1).changed[0][1] === mark)
    assert.ok(stream.news().length <= 5, `${stream.news().length}`)
  })

  it('refuses topics of another session, user or key, a state, and what is nothing', async () => {
    const { visitor, errors } = await openLiveSite()
    const [one, other] = [visitor(), visitor()]
    const sealed = await sealedOf(one)
    await sealedOf(other)
    assert.equal(await codeOf(await other.open(sealed)), '403 StateRejected')
    const page = await one.get()
    const state = /name="_state" value="([^"]*)"/.exec(page)?.[1] as string
    const cut = (sealed[0] as string).slice(0, -2)
    for (const text of [state, cut, '', 'x', `${sealed[0]}A`]) {
      assert.equal(await codeOf(await one.open([text])), '403 StateRejected')
    }
    await one.get('/log-in?as=ada')
    assert.equal(await codeOf(await one.open(sealed)), '403 StateRejected')
    assert.equal(errors[0].cause.message, 'not authentic')
    const away = await openLiveSite({ keys: [newKey()] })
    const stranger = away.visitor()
    await stranger.get()
    assert.equal(await codeOf(await stranger.open(sealed)), '403 StateRejected')
  })

  it('refuses who has no session', async () => {
    const { visitor } = await openLiveSite()
    const sealed = await sealedOf(visitor())
    assert.equal(await codeOf(await visitor().open(sealed)), '403 StateRejected')
  })

  it('follows what opens, and says what did not', async () => {
    const { visitor, sealwax } = await openLiveSite()
    const one = visitor()
    const [a, , c] = await sealedOf(one)
    const stream = await one.follow([a as string, 'forged', c as string])
    await stream.until(() => stream.news().length > 0)
    assert.deepEqual(stream.news(), [{ refused: [1] }])
    await sealwax.publish('card:2')
    await sealwax.publish('card:3')
    await stream.until(() => stream.changed().length > 0)
    assert.deepEqual(stream.changed(), [2])
  })

  it('refuses what is no POST, no form, from another site or too much', async () => {
    const { visitor, url } = await openLiveSite({ live: { maxFollowed: 3 } })
    const one = visitor()
    const sealed = await sealedOf(one)
    const asked = await fetch(`${url}/_sealwax/live`, { headers: { 'HX-Request': 'true' } })
    assert.equal(asked.headers.get('allow'), 'POST')
    assert.equal(await codeOf(asked), '405 MethodNotAllowed')
    const type = { 'Content-Type': 'text/plain' }
    assert.equal(await codeOf(await one.open(sealed, type)), '415 UnsupportedType')
    for (const site of ['cross-site', 'same-site', 'none']) {
      const headers = { 'Sec-Fetch-Site': site }
      assert.equal(await codeOf(await one.open(sealed, headers)), '403 CrossSite')
    }
    const origin = { Origin: 'https://evil.example' }
    assert.equal(await codeOf(await one.open(sealed, origin)), '403 CrossSite')
    const many = [...sealed, sealed[0] as string]
    assert.equal(await codeOf(await one.open(many)), '413 TooLarge')
    assert.equal(await codeOf(await one.open(['x'.repeat(1_100_000)])), '413 TooLarge')
  })

  it('stops an address that guesses', async () => {
    const { visitor } = await openLiveSite({ badStates: { limit: 2 } })
    const one = visitor()
    const sealed = await sealedOf(one)
    const codes = []
    for (let n = 0; n < 3; n++) codes.push(await codeOf(await one.open(['x'])))
    assert.deepEqual(codes, ['403 StateRejected', '403 StateRejected', '429 TooMany'])
    await one.follow(sealed)
  })

  it('is not there where nothing is living', async () => {
    const { visitor } = await openLiveSite({ components: [] })
    assert.equal(await codeOf(await visitor().open(['x'])), '404 NotFound')
  })
})

describe('a stream', () => {
  it('ends when its session is renewed, logs in, or out', async () => {
    for (const path of ['/renew', '/log-in?as=ada', '/log-out']) {
      const { visitor } = await openLiveSite()
      const [one, other] = [visitor(), visitor()]
      const stream = await one.follow(await sealedOf(one))
      const stays = await other.follow(await sealedOf(other))
      await one.get('/')
      assert.equal(stream.isOver(), false)
      await one.get(path)
      await stream.over
      assert.equal(stays.isOver(), false, path)
    }
  })

  it('is not opened for a session that was ended while its request came in', async () => {
    for (const path of ['/renew', '/log-out']) {
      const { visitor, url } = await openLiveSite()
      const one = visitor()
      const sealed = await sealedOf(one)
      const slow = openSlowly(url, one.cookie(), sealed)
      await slow.begun()
      await one.get(path)
      slow.send()
      await until(() => slow.text().includes('HTTP/1.1 ', 9))
      assert.match(slow.text(), /HTTP\/1\.1 403 /, path)
    }
  })

  it('ends where the bus can not tell whether its session was ended', async () => {
    const told = new Set<Parameters<Bus['listen']>[0]>()
    const listen: Bus['listen'] = (listener) => {
      told.add(listener)
      return () => void told.delete(listener)
    }
    const { visitor } = await openLiveSite({ bus: { ...createMemoryBus(), listen } })
    const one = visitor()
    const stream = await one.follow(await sealedOf(one))
    for (const listener of told) listener(undefined)
    await stream.until(stream.isOver)
  })

  it('ends in other processes too', async () => {
    const bus = createMemoryBus()
    const [here, there] = [await openLiveSite({ bus }), await openLiveSite({ bus })]
    const one = here.visitor()
    const sealed = await sealedOf(one)
    const stream = await one.follow(sealed)
    const answer = await fetch(`${there.url}/renew`, { headers: { cookie: one.cookie() } })
    assert.equal(await answer.text(), 'renewed')
    await stream.over
  })

  it('is left without an error', async () => {
    const { visitor, sealwax, errors } = await openLiveSite({ live: { maxPerSession: 1 } })
    const one = visitor()
    const sealed = await sealedOf(one)
    const stream = await one.follow(sealed)
    await sealwax.publish('card:1')
    await stream.close()
    let status = 429
    const end = Date.now() + 5000
    while (status === 429 && Date.now() < end) status = (await one.open(sealed)).status
    assert.equal(status, 200)
    assert.deepEqual(
      errors.filter(({ code }) => code !== 'TooMany'),
      [],
    )
  })

  it('ends by its age, and lives by its heartbeat', async () => {
    const { visitor } = await openLiveSite({ live: { maxAge: 300, heartbeat: 20 } })
    const one = visitor()
    const stream = await one.follow(await sealedOf(one))
    await stream.over
    assert.ok(stream.all.length > 3)
    assert.deepEqual(stream.news(), [])
  })

  it('ends when the toolkit is closed, which lets no more in', async () => {
    const { visitor, sealwax } = await openLiveSite()
    const one = visitor()
    const sealed = await sealedOf(one)
    const stream = await one.follow(sealed)
    sealwax.close()
    await stream.over
    assert.equal(await codeOf(await one.open(sealed)), '429 TooMany')
  })

  it('is not opened when the toolkit was closed while its bus looked where it stands', async () => {
    const { bus, arrive, waiting } = createLateBus()
    const { visitor, sealwax } = await openLiveSite({ bus })
    const one = visitor()
    const asked = one.open(await sealedOf(one))
    await until(() => waiting.length === 1)
    sealwax.close()
    arrive()
    assert.equal(await codeOf(await asked), '429 TooMany')
  })

  it('is one of few also when all are asked for at once, before the bus is ready', async () => {
    const { bus, arrive, waiting } = createLateBus()
    const { visitor } = await openLiveSite({ bus, live: { maxPerSession: 2 } })
    const one = visitor()
    const sealed = await sealedOf(one)
    const asked = Promise.all([1, 2, 3, 4].map(() => one.open(sealed)))
    await until(() => waiting.length === 4)
    arrive()
    const statuses = (await asked).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 200).length, 2)
    assert.equal(statuses.filter((status) => status === 429).length, 2)
  })

  it('is one of few in its session, and of a bounded number in the process', async () => {
    const { visitor } = await openLiveSite({ live: { maxPerSession: 2, maxStreams: 3 } })
    const [one, other] = [visitor(), visitor()]
    const [mine, theirs] = [await sealedOf(one), await sealedOf(other)]
    const first = await one.follow(mine)
    await one.follow(mine)
    assert.equal(await codeOf(await one.open(mine)), '429 TooMany')
    await other.follow(theirs)
    assert.equal(await codeOf(await other.open(theirs)), '429 TooMany')
    await first.close()
    // The server notices a little later that somebody has gone.
    let status = 429
    const end = Date.now() + 5000
    while (status === 429 && Date.now() < end) status = (await one.open(mine)).status
    assert.equal(status, 200)
  })
})

describe('publish', () => {
  it('refuses what is no topic, and does nothing without one', async () => {
    const { sealwax } = await openLiveSite()
    await sealwax.publish()
    for (const topic of ['', 'a\nb', '\0', 7 as unknown as string]) {
      await assert.rejects(sealwax.publish('ok', topic), { code: 'ConfigError' })
    }
  })
})

describe('the option live', () => {
  it('refuses what it does not know, and numbers that are none', async () => {
    for (const live of [{ maxAge: 0 }, { heartbeat: Number.NaN }, { other: 1 }]) {
      await assert.rejects(openLiveSite({ live, keys: [testKey] }), { code: 'ConfigError' })
    }
  })
})
