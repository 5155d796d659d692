import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { assertHtmxError } from '../../koa/answer.ts'
import { type Page, readPage } from '../../koa/page.ts'
import { type Browser, createBrowser } from '../../koa/test-app.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { recordQueries } from '../record-queries.ts'
import { boardIn, fillBoard, type Ids } from './fill-board.ts'

const hostile = `"><script>alert(1)</script>'`

describe('the board', () => {
  let demo: DemoApp
  let visitor: Browser
  let ids: Ids
  let queries: string[]

  before(async () => {
    demo = await openDemo()
    queries = recordQueries(demo.database)
  })
  beforeEach(async () => {
    visitor = createBrowser(demo.app)
    ids = await fillBoard(demo.database, { Open: ['a', 'b', 'c'], Doing: ['d'], Done: [] })
  })
  after(() => demo.close())

  const list = (title: string) => `board-main__board-list-${ids[title]}`
  const card = (title: string, of: string) => `${list(of)}__board-card-${ids[title]}`
  const open = async () => readPage((await visitor.get('/board')).text)

  interface Given {
    readonly method: string
    readonly _params?: object
    readonly live?: readonly string[]
  }

  const callList = (page: Page, title: string, { method, _params, live = [] }: Given) =>
    visitor.htmx(`/_sealwax/board-list/${method}`, {
      _state: page.state(list(title)),
      ...(_params && { _params: JSON.stringify(_params) }),
      _live: JSON.stringify(live.map((id) => [id, page.attribute(`#${id}`, 'data-digest')])),
    })

  it('makes one query for the board, one for its lists and one for their cards', async () => {
    queries.length = 0
    await visitor.get('/board')
    assert.equal(queries.length, 3)
    assert.match(queries[0] ?? '', /from "board_lists"/)
    assert.match(queries[1] ?? '', /left join board_cards/)
    assert.match(queries[2] ?? '', /from "board_cards"/)
  })

  it('moves a card without loading a card that lives in the page', async () => {
    const page = await open()
    queries.length = 0
    const live = ['a', 'b', 'c'].map((title) => card(title, 'Open'))
    const answer = await callList(page, 'Open', {
      method: 'move',
      _params: { cardId: ids['a'], by: 1 },
      live,
    })
    assert.equal(answer.status, 200)
    assert.deepEqual((await boardIn(demo.database))['Open'], ['b', 'a', 'c'])
    assert.match(answer.text, /“a” is 2 of 3\./)
    assert.equal(queries.filter((sql) => /from "board_cards" where "id" in/.test(sql)).length, 0)
    const kept = [...answer.text.matchAll(/<li id="([^"]+)" data-keep><\/li>/g)].map(([, id]) => id)
    assert.deepEqual(kept, [live[1], live[0], live[2]])
  })

  it('loads just the card that is new in a list', async () => {
    const page = await open()
    const state = page.state(list('Open'))
    await visitor.htmx('/_sealwax/board-list/add', { _state: state, title: 'e' })
    const fresh = await open()
    queries.length = 0
    const live = ['a', 'b', 'c'].map((title) => card(title, 'Open'))
    await callList(fresh, 'Open', { method: 'move', _params: { cardId: ids['a'], by: 1 }, live })
    const loads = queries.filter((sql) => /from "board_cards" where "id" in/.test(sql))
    assert.equal(loads.length, 1)
  })

  it('sends a card to another list, which is asked to draw itself', async () => {
    const page = await open()
    const answer = await callList(page, 'Open', {
      method: 'send',
      _params: { cardId: ids['b'], to: ids['Doing'] },
    })
    assert.deepEqual(await boardIn(demo.database), {
      Open: ['a', 'c'],
      Doing: ['d', 'b'],
      Done: [],
    })
    assert.deepEqual(JSON.parse(answer.headers['hx-trigger'] as string), {
      'sealwax:refresh': { ids: [list('Doing')] },
    })
    const value = JSON.parse(answer.headers['x-component-value'] as string) as object
    assert.deepEqual(value, { focusIn: card('b', 'Doing') })
  })

  it('sends a card to the lists beside its own only', async () => {
    const page = await open()
    const _params = { cardId: ids['a'], to: ids['Done'] }
    const answer = await callList(page, 'Open', { method: 'send', _params })
    assert.match(answer.text, /can’t go there/)
    assert.deepEqual((await boardIn(demo.database))['Open'], ['a', 'b', 'c'])
  })

  it('says so when a card to be moved was deleted elsewhere', async () => {
    const page = await open()
    await (await demo.data.board.findCard(ids['b'] ?? 0))?.delete()
    const answer = await callList(page, 'Open', {
      method: 'move',
      _params: { cardId: ids['b'], by: 1 },
    })
    assert.match(answer.text, /That card is no longer here\./)
    assert.equal(readPage(answer.text).has(`#${card('b', 'Open')}`), false)
  })

  it('takes a card out of the page that was deleted or moved elsewhere', async () => {
    const page = await open()
    await (await demo.data.board.findCard(ids['b'] ?? 0))?.delete()
    await (await demo.data.board.findList(ids['Open'] ?? 0))?.send(ids['c'] ?? 0, ids['Doing'] ?? 0)
    for (const title of ['b', 'c']) {
      const _state = page.state(card(title, 'Open'))
      const answer = await visitor.htmx('/_sealwax/board-card/edit', { _state })
      assertHtmxError(answer, {
        status: 410,
        code: 'StaleComponentState',
        reswap: 'delete',
        retarget: `#${card(title, 'Open')}`,
      })
    }
  })

  it('keeps a list that somebody has put a card into', async () => {
    const page = await open()
    await (await demo.data.board.findList(ids['Done'] ?? 0))?.add('late')
    const answer = await callList(page, 'Done', { method: 'remove' })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /There is a card in this list/)
    assert.deepEqual((await boardIn(demo.database))['Done'], ['late'])
  })

  it('asks the lists beside to draw themselves when a list is renamed, added or deleted', async () => {
    const page = await open()
    const rename = await visitor.htmx('/_sealwax/board-list/rename', {
      _state: page.state(list('Doing')),
      name: 'On it',
    })
    const deleted = await callList(page, 'Done', { method: 'remove' })
    const added = await visitor.htmx('/_sealwax/board/add', {
      _state: page.state('board-main'),
      title: 'Later',
    })
    const asked = [rename, deleted, added].map(({ headers }) => headers['hx-trigger'] as string)
    assert.deepEqual(
      asked.map((trigger) => JSON.parse(trigger)['sealwax:refresh'].ids),
      [[list('Open'), list('Done')], [list('Doing')], [list('Doing')]],
    )
  })

  it('shows what somebody typed as text', async () => {
    await fillBoard(demo.database, { [hostile]: [hostile] })
    const { text } = await visitor.get('/board')
    assert.doesNotMatch(text, /<script>alert/)
    assert.match(text, /&lt;script&gt;alert/)
  })

  it('refuses a title that is none, or too long', async () => {
    const page = await open()
    for (const title of [' ', 'x'.repeat(121)]) {
      const _state = page.state(list('Open'))
      const answer = await visitor.htmx('/_sealwax/board-list/add', { _state, title })
      assert.equal(answer.status, 422)
    }
    assert.deepEqual((await boardIn(demo.database))['Open'], ['a', 'b', 'c'])
  })
})
