import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type BoardStore, createBoardStore } from '../../../server/demo/board/board-store.ts'
import type { List } from '../../../server/demo/board/list.ts'
import { type DemoApp, openDemo } from '../demo-app.ts'
import { engines } from '../engines.ts'
import { recordQueries } from '../record-queries.ts'
import { boardIn, fillBoard, type Ids } from './fill-board.ts'

const gone = { code: 'StaleComponentState' }

for (const engine of engines) {
  describe(`createBoardStore on ${engine}`, () => {
    let demo: DemoApp
    let board: BoardStore
    let ids: Ids

    before(async () => {
      demo = await openDemo({}, engine)
      board = createBoardStore(demo.database.db)
    })
    beforeEach(async () => {
      ids = await fillBoard(demo.database, { Open: ['a', 'b', 'c'], Doing: ['d'], Done: [] })
    })
    after(() => demo.close())

    const idOf = (title: string) => ids[title] ?? assert.fail(title)
    const listOf = async (title: string): Promise<List> =>
      (await board.findList(idOf(title))) ?? assert.fail(title)
    const cardOf = async (title: string) =>
      (await board.findCard(idOf(title))) ?? assert.fail(title)

    it('has the lists in order, with their cards and neighbours', async () => {
      assert.deepEqual(await board.listIds(), ['Open', 'Doing', 'Done'].map(idOf))
      const { id, title, cards, before, after } = await listOf('Doing')
      assert.deepEqual([id, title], [idOf('Doing'), 'Doing'])
      assert.deepEqual(cards, [{ id: idOf('d'), title: 'd' }])
      assert.deepEqual([before?.title, after?.title], ['Open', 'Done'])
      assert.equal((await listOf('Open')).before, undefined)
      assert.deepEqual((await listOf('Done')).cards, [])
    })

    it('makes one query of all lists, and one of all cards', async () => {
      const queries = recordQueries(demo.database)
      await Promise.all(['Open', 'Doing', 'Done'].map(listOf))
      assert.equal(queries.length, 1)
      await Promise.all(['a', 'b', 'c', 'd'].map(cardOf))
      assert.equal(queries.length, 2)
    })

    it('adds lists and cards at the end', async () => {
      await board.addList('Later')
      await (await listOf('Open')).add('e')
      await (await listOf('Done')).add('f')
      assert.deepEqual(await boardIn(demo.database), {
        Open: ['a', 'b', 'c', 'e'],
        Doing: ['d'],
        Done: ['f'],
        Later: [],
      })
    })

    const moves: [card: string, by: 1 | -1, order: string, place: number][] = [
      ['a', 1, 'bac', 2],
      ['b', 1, 'acb', 3],
      ['c', 1, 'abc', 3],
      ['a', -1, 'abc', 1],
      ['b', -1, 'bac', 1],
      ['c', -1, 'acb', 2],
    ]
    for (const [card, by, order, place] of moves) {
      it(`moves ${card} of abc by ${by}, to ${order}`, async () => {
        const moved = await (await listOf('Open')).move(idOf(card), by)
        assert.deepEqual(moved, { place, count: 3 })
        assert.deepEqual((await boardIn(demo.database))['Open'], order.split(''))
      })
    }

    it('moves by one card where places are missing', async () => {
      await (await cardOf('b')).delete()
      await (await listOf('Open')).move(idOf('c'), -1)
      assert.deepEqual((await boardIn(demo.database))['Open'], ['c', 'a'])
    })

    it('moves no card of another list', async () => {
      assert.equal(await (await listOf('Open')).move(idOf('d'), 1), undefined)
      assert.equal(await (await listOf('Open')).send(idOf('d'), idOf('Done')), false)
      assert.deepEqual((await boardIn(demo.database))['Doing'], ['d'])
    })

    it('sends a card to the end of another list', async () => {
      assert.equal(await (await listOf('Open')).send(idOf('b'), idOf('Doing')), true)
      assert.deepEqual(await boardIn(demo.database), {
        Open: ['a', 'c'],
        Doing: ['d', 'b'],
        Done: [],
      })
      assert.equal((await cardOf('b')).listId, idOf('Doing'))
    })

    it('sends no card to a list that is gone', async () => {
      const list = await listOf('Open')
      await (await listOf('Done')).delete()
      assert.equal(await list.send(idOf('a'), idOf('Done')), false)
      assert.deepEqual((await boardIn(demo.database))['Open'], ['a', 'b', 'c'])
    })

    it('keeps each card in one place, however many move at once', async () => {
      const open = await listOf('Open')
      const doing = await listOf('Doing')
      await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? 1 : -1)).flatMap((by) => [
          open.move(idOf('a'), by),
          open.move(idOf('b'), by),
          open.add('more'),
          open.send(idOf('c'), idOf('Doing')),
          doing.move(idOf('d'), by),
          doing.send(idOf('c'), idOf('Open')),
        ]),
      )
      await Promise.all(Array.from({ length: 20 }, () => open.add('last')))
      const cards = await demo.database.db.selectFrom('board_cards').selectAll().execute()
      const places = cards.map(({ list_id, position }) => `${list_id}:${position}`)
      assert.equal(cards.length, 44)
      assert.equal(new Set(places).size, 44)
    })

    it('deletes an empty list, and no other', async () => {
      assert.equal(await (await listOf('Open')).delete(), false)
      assert.equal(await (await listOf('Done')).delete(), true)
      assert.equal(await board.findList(idOf('Done')), undefined)
    })

    it('writes and deletes a card', async () => {
      const card = await cardOf('a')
      await card.write({ title: `'); drop table "x"; --`, note: 'ἀγορά 🕯' })
      const { title, note } = await cardOf('a')
      assert.deepEqual([title, note], [`'); drop table "x"; --`, 'ἀγορά 🕯'])
      await card.delete()
      assert.equal(await board.findCard(card.id), undefined)
    })

    it('says stale when a card or a list is gone', async () => {
      const card = await cardOf('a')
      const list = await listOf('Done')
      await card.delete()
      await list.delete()
      await assert.rejects(card.write({ title: 'x', note: '' }), gone)
      await assert.rejects(card.delete(), gone)
      await assert.rejects(list.add('x'), gone)
      await assert.rejects(list.rename('x'), gone)
    })
  })
}
