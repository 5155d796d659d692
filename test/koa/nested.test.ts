import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertHtmxError } from './answer.ts'
import { readPage } from './page.ts'
import { createTestApp } from './test-app.ts'

const child = 'panel--1__item-1'
const otherDigest = 'A'.repeat(22)

/** A visitor on the page of a panel that holds an item, which was touched twice. */
async function openPanel() {
  const { world, browser } = createTestApp()
  const visitor = browser()
  const page = readPage((await visitor.get('/panel')).text)
  const touch = (_state: string) => visitor.htmx('/_sealwax/item/touch', { _state })
  const once = readPage((await touch(page.state(child))).text).state(child)
  const touched = readPage((await touch(once)).text)
  world.ran.length = 0
  return {
    world,
    visitor,
    panel: page.state('panel--1'),
    item: touched.state(child),
    digest: touched.attribute(`#${child}`, 'data-digest') ?? '',
    /** Calls the panel, as the script does where these children live. */
    open: (live: unknown) =>
      visitor.htmx('/_sealwax/panel/open', {
        _state: page.state('panel--1'),
        _live: typeof live === 'string' ? live : JSON.stringify(live),
      }),
  }
}

describe('_live', () => {
  it('leaves an unchanged child out, without a load: its own root stands for it', async () => {
    const { open, digest, world } = await openPanel()
    const answer = await open([[child, digest]])
    assert.equal(answer.status, 200)
    assert.match(answer.text, /<ul><li id="panel--1__item-1" data-keep><\/li><\/ul>/)
    assert.equal(readPage(answer.text).text('h2'), '1')
    assert.deepEqual(world.ran, [])
  })

  it('tells a child by a digest that survives its own calls', async () => {
    const { open, visitor, digest } = await openPanel()
    const page = readPage((await visitor.get('/panel')).text)
    assert.equal(page.attribute(`#${child}`, 'data-digest'), digest)
    assert.equal(page.attribute('#panel--1', 'data-digest'), undefined)
    assert.equal((await open([[child, digest]])).status, 200)
  })

  it('draws a child whose args changed with its own state, after asking its guard', async () => {
    const { open, item, world } = await openPanel()
    const { text } = await open([[child, otherDigest, item]])
    assert.equal(readPage(text).text(`#${child} i`), '2')
    assert.deepEqual(world.ran, ['authorize item ', 'load item'])
  })

  it('sends new args sealed where the state did not come along', async () => {
    const { open, visitor, item, world } = await openPanel()
    const { text } = await open([[child, otherDigest]])
    const [, args = ''] = /<li id="panel--1__item-1" data-keep="([\w-]+)"><\/li>/.exec(text) ?? []
    assert.notEqual(args, '')
    assert.deepEqual(world.ran, [])
    const fresh = await visitor.htmx('/_sealwax/item', { _state: item, _args: args })
    assert.equal(readPage(fresh.text).text(`#${child} i`), '2')
    assertHtmxError(await visitor.htmx('/_sealwax/item', { _state: args }), {
      status: 403,
      code: 'StateRejected',
    })
  })

  it('draws nothing of a child whose guard says no: no guard of a page has been asked', async () => {
    const { open, item, world } = await openPanel()
    world.allowed = false
    for (const live of [[[child, otherDigest, item]], []]) {
      const answer = await open(live)
      assert.equal(answer.status, 200)
      assert.match(answer.text, /<ul><\/ul>/)
    }
    assert.ok(!world.ran.includes('load item'))
  })

  it('draws a child afresh whose state does not open, or is of another page', async () => {
    const { open, item, panel, visitor } = await openPanel()
    const elsewhere = readPage((await visitor.get('/panel?other')).text).state(child)
    for (const state of ['garbage', panel, item.slice(0, -2), '', elsewhere]) {
      const answer = await open([[child, otherDigest, state]])
      assert.equal(answer.status, 200)
      assert.equal(readPage(answer.text).text(`#${child} i`), '0')
    }
  })

  it('is a wish: what can not be read counts as absent', async () => {
    const { open, digest } = await openPanel()
    const nonsense = ['', '{', '[]', 'null', '{"a":1}', '[[[[]]]]', [[child]], [[child, 5]], [null]]
    for (const live of [...nonsense, [[child, digest.slice(1)]], [['__proto__', digest]]]) {
      const answer = await open(live)
      assert.equal(answer.status, 200, JSON.stringify(live))
      assert.equal(readPage(answer.text).text(`#${child} i`), '0')
    }
  })

  it('lets a child vanish alone whose data is gone', async () => {
    const { open, item, world } = await openPanel()
    world.items.delete(1)
    const answer = await open([[child, otherDigest, item]])
    assert.equal(answer.status, 200)
    assert.match(answer.text, /<ul><\/ul>/)
  })

  it('does not hide a fault of the server behind a fresh start', async () => {
    const { open, item, world } = await openPanel()
    world.onLoad = () => {
      throw new Error('the database is down')
    }
    assertHtmxError(await open([[child, otherDigest, item]]), {
      status: 500,
      code: 'InternalError',
    })
  })
})

describe('_args', () => {
  it('are taken from a state of the same child, and of no other', async () => {
    const { visitor, item, panel } = await openPanel()
    const refresh = (_args: string) => visitor.htmx('/_sealwax/item', { _state: item, _args })
    assert.equal((await refresh(item)).status, 200)
    const page = readPage((await visitor.get('/items')).text)
    const elsewhere = readPage((await visitor.get('/panel?other')).text).state(child)
    for (const args of ['', 'garbage', panel, page.state('item-1'), item.slice(1), elsewhere]) {
      assertHtmxError(await refresh(args), { status: 403, code: 'StateRejected' })
    }
  })

  it('are none of a component that has no parent', async () => {
    const { visitor } = await openPanel()
    const page = readPage((await visitor.get('/items')).text)
    const _state = page.state('item-1')
    const answer = await visitor.htmx('/_sealwax/item', { _state, _args: _state })
    assertHtmxError(answer, { status: 403, code: 'StateRejected' })
  })

  it('do not open in another session', async () => {
    const { visitor, item } = await openPanel()
    const stranger = createTestApp().browser()
    const theirs = readPage((await stranger.get('/panel')).text).state(child)
    const answer = await visitor.htmx('/_sealwax/item', { _state: item, _args: theirs })
    assertHtmxError(answer, { status: 403, code: 'StateRejected' })
  })

  it('expire as states do', async () => {
    const { open, visitor, item, world } = await openPanel()
    const [, args = ''] =
      /data-keep="([\w-]+)"/.exec((await open([[child, otherDigest]])).text) ?? []
    const touch = await visitor.htmx('/_sealwax/item/touch', { _state: item })
    world.now += 23 * 60 * 60 * 1000
    const later = await visitor.htmx('/_sealwax/item/touch', {
      _state: readPage(touch.text).state(child),
    })
    world.now += 2 * 60 * 60 * 1000
    const answer = await visitor.htmx('/_sealwax/item', {
      _state: readPage(later.text).state(child),
      _args: args,
    })
    assertHtmxError(answer, { status: 403, code: 'StateExpired' })
  })
})
