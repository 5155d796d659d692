import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createVisitor, expectStale, type VisitorPage } from 'sealwax/testing'
import { board } from '../../../server/demo/board/board.ts'
import { boardCard } from '../../../server/demo/board/board-card.ts'
import { boardList } from '../../../server/demo/board/board-list.ts'
import { assertHtmxError } from '../../koa/answer.ts'
import type { Response } from '../../koa/test-app.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { recordQueries } from '../record-queries.ts'
import { boardIn, fillBoard, type Ids } from './fill-board.ts'

const hostile = `"><script>alert(1)</script>'`

describe('the board', () => {
  let demo: DemoApp
  let page: VisitorPage
  let ids: Ids
  let queries: string[]

  before(async () => {
    demo = await openDemo()
    queries = recordQueries(demo.database)
  })
  beforeEach(async () => {
    ids = await fillBoard(demo.database, { Open: ['a', 'b', 'c'], Doing: ['d'], Done: [] })
    queries.length = 0
    page = await createVisitor(demo.app).open('/board')
  })
  after(() => demo.close())

  const idOf = (title: string) => ids[title] ?? 0
  const list = (title: string) => page.find(boardList, idOf(title))
  const card = (title: string) => page.find(boardCard, idOf(title))
  const cardLoads = () => queries.filter((sql) => /from "board_cards" where "id" in/.test(sql))

  it('makes one query for the board, one for its lists and one for their cards', () => {
    assert.equal(queries.length, 3)
    assert.match(queries[0] ?? '', /from "board_lists"/)
    assert.match(queries[1] ?? '', /left join board_cards/)
    assert.match(queries[2] ?? '', /from "board_cards"/)
  })

  it('moves a card without loading a card that lives in the page', async () => {
    const open = list('Open')
    const [a, b, c] = ['a', 'b', 'c'].map((title) => card(title).id)
    queries.length = 0
    await open.call('move', { cardId: idOf('a'), by: 1 })
    assert.equal(open.answer.status, 200)
    assert.deepEqual((await boardIn(demo.database))['Open'], ['b', 'a', 'c'])
    assert.deepEqual(page.messages, ['“a” is 2 of 3.'])
    assert.equal(cardLoads().length, 0)
    const kept = open.answer.text.matchAll(/<li id="([^"]+)" data-keep><\/li>/g)
    assert.deepEqual(
      [...kept].map(([, id]) => id),
      [b, a, c],
    )
  })

  it('loads just the card that is new in a list', async () => {
    const open = list('Open')
    await (await demo.data.board.findList(idOf('Open')))?.add('e')
    queries.length = 0
    await open.call('move', { cardId: idOf('a'), by: 1 })
    assert.equal(cardLoads().length, 1)
    assert.match(open.findAll(boardCard).at(-1)?.text ?? '', /^e$/)
  })

  it('sends a card to another list, which is asked to draw itself', async () => {
    const open = list('Open')
    await open.call('send', { cardId: idOf('b'), to: idOf('Doing') })
    assert.deepEqual(await boardIn(demo.database), {
      Open: ['a', 'c'],
      Doing: ['d', 'b'],
      Done: [],
    })
    assert.deepEqual(open.refreshed, [list('Doing').id])
    assert.deepEqual(open.events, [])
    assert.deepEqual(open.value, { focusIn: list('Doing').find(boardCard, idOf('b')).id })
  })

  it('sends a card to the lists beside its own only', async () => {
    await list('Open').call('send', { cardId: idOf('a'), to: idOf('Done') })
    assert.match(page.text, /can’t go there/)
    assert.deepEqual((await boardIn(demo.database))['Open'], ['a', 'b', 'c'])
  })

  it('says so when a card to be moved was deleted elsewhere', async () => {
    const [open, b] = [list('Open'), card('b')]
    await (await demo.data.board.findCard(idOf('b')))?.delete()
    await open.call('move', { cardId: idOf('b'), by: 1 })
    assert.deepEqual(page.messages, ['That card is no longer here.'])
    assert.equal(b.isThere, false)
  })

  it('takes a card out of the page that was deleted or moved elsewhere', async () => {
    const cards = [card('b'), card('c')]
    await (await demo.data.board.findCard(idOf('b')))?.delete()
    await (await demo.data.board.findList(idOf('Open')))?.send(idOf('c'), idOf('Doing'))
    for (const one of cards) {
      const { answer } = await expectStale(one.call('edit'))
      assertHtmxError({ ...answer, body: JSON.parse(answer?.text ?? '') } as Response, {
        status: 410,
        code: 'StaleComponentState',
        reswap: 'delete',
        retarget: `#${one.id}`,
      })
      assert.equal(one.isThere, false)
    }
  })

  it('keeps a list that somebody has put a card into', async () => {
    const done = list('Done')
    await (await demo.data.board.findList(idOf('Done')))?.add('late')
    await done.call('remove')
    assert.equal(done.answer.status, 422)
    assert.match(done.text, /There is a card in this list/)
    assert.deepEqual((await boardIn(demo.database))['Done'], ['late'])
  })

  it('asks the lists beside to draw themselves when a list is renamed, added or deleted', async () => {
    const [open, doing, done] = [list('Open'), list('Doing'), list('Done')]
    await doing.call('rename', { name: 'On it' })
    assert.deepEqual(doing.refreshed, [open.id, done.id])
    await done.call('remove')
    assert.deepEqual(done.refreshed, [doing.id])
    const whole = await page.find(board).submit('add', { title: 'Later' })
    assert.deepEqual(whole.refreshed, [doing.id])
  })

  it('shows what somebody typed as text', async () => {
    await fillBoard(demo.database, { [hostile]: [hostile] })
    const { answer } = await page.reload()
    assert.doesNotMatch(answer.text, /<script>alert/)
    assert.match(answer.text, /&lt;script&gt;alert/)
  })

  it('refuses a title that is none, or too long', async () => {
    const open = list('Open')
    for (const title of [' ', 'x'.repeat(121)]) {
      await open.submit('add', { title })
      assert.equal(open.answer.status, 422)
    }
    assert.deepEqual((await boardIn(demo.database))['Open'], ['a', 'b', 'c'])
  })
})
