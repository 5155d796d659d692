import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Database, openDatabase } from '../../../server/demo/database.ts'
import {
  createTodoStore,
  type Todo,
  type TodoStore,
} from '../../../server/demo/todos/todo-store.ts'
import { engines, newPlace } from '../engines.ts'
import { recordQueries } from '../record-queries.ts'

const gone = { code: 'StaleComponentState' }

for (const engine of engines) {
  describe(`createTodoStore on ${engine}`, () => {
    let folder: string
    let place: string
    let database: Database
    let todos: TodoStore

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sealwax demo-'))
      place = await newPlace(engine, folder)
      database = await openDatabase(place)
      todos = createTodoStore(database.db)
    })

    after(async () => {
      await database.close()
      await rm(folder, { recursive: true })
    })

    it('has three open samples in a new database', async () => {
      const samples = await todos.list('all')
      assert.equal(samples.length, 3)
      assert.ok(samples.every((todo) => !todo.done))
    })

    it('adds no samples when a database is opened again', async () => {
      const again = await openDatabase(place)
      try {
        const [first] = await createTodoStore(again.db).list('all')
        await first?.delete()
      } finally {
        await again.close()
      }
      const third = await openDatabase(place)
      const { length } = await createTodoStore(third.db).list('all')
      await third.close()
      assert.equal(length, 2)
    })

    it('lets several openers of one new database take turns', async () => {
      const place = await newPlace(engine, join(folder, 'shared'))
      const all = await Promise.all([1, 2, 3].map(() => openDatabase(place)))
      const lengths = await Promise.all(
        all.map(async ({ db }) => (await createTodoStore(db).list('all')).length),
      )
      await Promise.all(all.map((one) => one.close()))
      assert.deepEqual(lengths, [3, 3, 3])
    })

    it('lists what was added first', async () => {
      const added = await todos.add('Newest')
      const [first] = await todos.list('all')
      assert.equal(first?.id, added.id)
      assert.equal(first.title, 'Newest')
      assert.equal(first.done, false)
    })

    it('filters by whether a to-do is done', async () => {
      const added = await todos.add('Done soon')
      await added.toggle()
      assert.deepEqual(idsOf(await todos.list('done')), [added.id])
      assert.ok(!idsOf(await todos.list('open')).includes(added.id))
    })

    it('finds a to-do by id, and undefined where there is none', async () => {
      const added = await todos.add('Findable')
      assert.equal((await todos.find(added.id))?.title, 'Findable')
      assert.equal(await todos.find(-1), undefined)
    })

    it('makes one query of look-ups that start together', async () => {
      const ids = (await todos.list('all')).map((todo) => todo.id)
      const queries = recordQueries(database)
      const found = await Promise.all([...ids, ...ids].map((id) => todos.find(id)))
      assert.deepEqual(
        found.map((todo) => todo?.id),
        [...ids, ...ids],
      )
      assert.equal(queries.length, 1)
    })

    it('sees what was written between two look-ups', async () => {
      const { id } = await todos.add('Before')
      const found = await todos.find(id)
      await found?.rename('After')
      assert.equal((await todos.find(id))?.title, 'After')
    })

    it('toggles in the database, not from what was read', async () => {
      const { id } = await todos.add('Ticked twice')
      const [one, other] = await Promise.all([todos.find(id), todos.find(id)])
      await one?.toggle()
      await other?.toggle()
      assert.equal((await todos.find(id))?.done, false)
    })

    it('brings the object up to date', async () => {
      const todo = await todos.add('Old name')
      await todo.toggle()
      await todo.rename('New name')
      assert.equal(todo.done, true)
      assert.equal(todo.title, 'New name')
    })

    it('keeps quotes and other scripts as they are', async () => {
      const title = `'); drop table todos; -- "ἀγορά" 🕯`
      const { id } = await todos.add(title)
      assert.equal((await todos.find(id))?.title, title)
    })

    it('says stale when the row is gone', async () => {
      const todo = await todos.add('Short-lived')
      await todo.delete()
      await assert.rejects(todo.toggle(), gone)
      await assert.rejects(todo.rename('Too late'), gone)
      await assert.rejects(todo.delete(), gone)
      assert.equal(await todos.find(todo.id), undefined)
    })

    it('never gives the id of a deleted to-do to another', async () => {
      const first = await todos.add('First')
      await first.delete()
      const second = await todos.add('Second')
      assert.notEqual(second.id, first.id)
    })
  })
}

function idsOf(list: Todo[]): number[] {
  return list.map((todo) => todo.id)
}
