import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Context, Next } from 'koa'
import { defineComponent } from 'sealwax'
import type { Ctx } from 'sealwax/core'
import { z } from 'zod'
import { mount } from '../../server/core/instance/mount.ts'
import { type Instance, sealInstance, unsealSnapshot } from '../../server/core/rooms.ts'
import { createWorld, engineOf, tagOf } from '../core/visit.ts'
import { sealerFor } from '../koa/answer.ts'
import { readPage } from '../koa/page.ts'
import { createTestApp } from '../koa/test-app.ts'
import { kindsOfRows, openKyselyRows, type Rows } from './model-rows.ts'

const views = fileURLToPath(new URL('./views', import.meta.url))
const path = '/_sealwax/todo-card'
const sealedFor = { purpose: 'state', component: 'todo-card' } as const

interface Todo {
  readonly title: string
}

/** Holds a row in its args and, from its first method on, in its state. */
function createCard(rows: Rows) {
  return defineComponent({
    name: 'todo-card',
    template: 'components/todo-card.njk',
    args: z.object({ todo: z.custom<Todo>(rows.todos.match) }),
    state: () => ({ looks: 0, seen: undefined as Todo | undefined }),
    methods: {
      look(self) {
        self.state.looks++
        self.state.seen = self.args.todo
      },
      async rename(self) {
        await rows.rename(1, 'Renamed')
        self.state.seen = await rows.find(1)
      },
    },
  })
}

/** Cards without HTTP, as a page first draws them, and ways to seal and open them. */
function createCards(rows: Rows) {
  const card = createCard(rows)
  const { visit, as } = createWorld([card], { plugins: [rows.todos] })
  const newRequest = () => as({ ctx: { state: {} } as Ctx })
  const use = { component: engineOf(card), purpose: 'state' } as const
  return {
    mount: (todo: Todo) => mount(visit, tagOf(card, { todo })),
    seal: (instance: Instance) => sealInstance(instance, 'state'),
    textOf: (sealed: string) => visit.sealer().unseal(sealed, sealedFor),
    newRequest,
    open: (sealed: string, request = newRequest()) => unsealSnapshot(request, sealed, use),
  }
}

/** A site whose page shows a card for each of some rows, and its visitor. */
async function openSite(rows: Rows, todos: readonly Todo[]) {
  const { world, browser } = createTestApp({
    sealwax: { components: [createCard(rows)], plugins: [rows.todos], views },
    pages: (ctx: Context, next: Next) =>
      ctx.path === '/todos' ? ctx.render('todos.njk', { todos }) : next(),
  })
  const visitor = browser()
  const answer = await visitor.get('/todos')
  return { world, visitor, answer, page: readPage(answer.text) }
}

for (const [what, openRows] of kindsOfRows) {
  describe(`modelReference for ${what}`, () => {
    it('seals name and key of the rows in args and state, and reads them again in one query', async () => {
      const rows = await openRows()
      const cards = createCards(rows)
      const instance = await cards.mount(await rows.find(1))
      instance.state['seen'] = new Map([['deep', [await rows.find(2), await rows.find(1)]]])
      const sealed = cards.seal(instance)
      assert.match(cards.textOf(sealed), /\["todo",1\]/)
      assert.doesNotMatch(cards.textOf(sealed), /milk|bread/)

      await rows.rename(1, 'Buy oat milk')
      rows.queries.length = 0
      const { args, state } = await cards.open(sealed)
      const [bread, milk] = (state['seen'] as Map<string, Todo[]>).get('deep') ?? []
      assert.equal(milk?.title, 'Buy oat milk')
      assert.equal(bread?.title, 'Bake bread')
      assert.equal(args['todo'], milk)
      assert.equal(rows.queries.length, 1)
    })

    it('reads the rows of all states of a request in one query', async () => {
      const rows = await openRows()
      const cards = createCards(rows)
      const seal = async (id: number) => cards.seal(await cards.mount(await rows.find(id)))
      const states = await Promise.all([1, 2, 3].map(seal))
      rows.queries.length = 0

      const request = cards.newRequest()
      const opened = await Promise.all(states.map((sealed) => cards.open(sealed, request)))
      const titles = opened.map(({ args }) => (args['todo'] as Todo).title)
      assert.deepEqual(titles, ['Buy milk', 'Bake bread', 'Brew tea'])
      assert.equal(rows.queries.length, 1)

      await Promise.all(states.map((sealed) => cards.open(sealed)))
      assert.equal(rows.queries.length, 4)
    })

    it('finds a state stale whose row was deleted, in args or in state', async () => {
      const rows = await openRows()
      const cards = createCards(rows)
      const instance = await cards.mount(await rows.find(1))
      const inArgs = cards.seal(instance)
      instance.state['seen'] = await rows.find(2)
      const inBoth = cards.seal(instance)
      const gone = {
        code: 'StaleComponentState',
        component: 'todo-card-1',
        page: '/todos?open=1',
      }
      await rows.remove(2)
      await assert.rejects(cards.open(inBoth), gone)
      await cards.open(inArgs)
      await rows.remove(1)
      await assert.rejects(cards.open(inArgs), gone)
    })

    it('refuses an unsaved row when its state is sealed, with its path', async () => {
      const rows = await openRows()
      const cards = createCards(rows)
      const instance = await cards.mount(rows.unsaved())
      assert.throws(() => cards.seal(instance), {
        code: 'SealingBlocked',
        message: "Sealing blocked: a 'todo' has no key yet, save it first (todo-card: args.todo)",
      })
    })

    it('keeps the row out of the page and shows what it is now', async () => {
      const rows = await openRows()
      const { visitor, answer, page } = await openSite(rows, [
        await rows.find(1),
        await rows.find(2),
      ])
      assert.equal(page.text('#todo-card-1 b'), 'Buy milk')
      const text = sealerFor(answer).unseal(page.state('todo-card-1'), sealedFor)
      assert.match(text, /\["todo",1\]/)
      assert.doesNotMatch(text, /milk/)

      await rows.rename(1, 'Buy oat milk')
      rows.queries.length = 0
      const answered = await visitor.htmx(`${path}/look`, { _state: page.state('todo-card-1') })
      const looked = readPage(answered.text)
      assert.equal(looked.text('#todo-card-1 b'), 'Buy oat milk')
      assert.equal(looked.text('#todo-card-1 u'), 'Buy oat milk')
      assert.equal(rows.queries.length, 1)

      const _state = looked.state('todo-card-1')
      const again = readPage((await visitor.htmx(`${path}/look`, { _state })).text)
      assert.equal(again.text('#todo-card-1 i'), '2')
      assert.equal(rows.queries.length, 2)
    })

    it('shows what a method put in place of a row, and both afresh with the next call', async () => {
      const rows = await openRows()
      const { visitor, page } = await openSite(rows, [await rows.find(1)])
      const press = async (method: string, _state: string) =>
        readPage((await visitor.htmx(`${path}/${method}`, { _state })).text)
      const renamed = await press('rename', page.state('todo-card-1'))
      assert.equal(renamed.text('#todo-card-1 u'), 'Renamed')
      const looked = await press('look', renamed.state('todo-card-1'))
      assert.equal(looked.text('#todo-card-1 b'), 'Renamed')
      assert.equal(looked.text('#todo-card-1 u'), 'Renamed')
    })

    it('answers 410 for a row that was deleted, and leaves the others', async () => {
      const rows = await openRows()
      const { visitor, page } = await openSite(rows, [await rows.find(1), await rows.find(2)])
      await rows.remove(1)
      const gone = await visitor.htmx(`${path}/look`, { _state: page.state('todo-card-1') })
      assert.equal(gone.status, 410)
      assert.equal(gone.body.error.code, 'StaleComponentState')
      assert.equal(gone.headers['hx-retarget'], '#todo-card-1')
      const there = await visitor.htmx(`${path}/look`, { _state: page.state('todo-card-2') })
      assert.equal(there.status, 200)
    })

    it('fails to render an unsaved row', async () => {
      const rows = await openRows()
      const { world, answer } = await openSite(rows, [rows.unsaved()])
      assert.equal(answer.status, 500)
      assert.match(String(world.errors[0]), /a 'todo' has no key yet, save it first/)
    })

    it('answers 500, not 410, when the database fails, and says nothing of it', async () => {
      const rows = await openRows()
      const { world, visitor, page } = await openSite(rows, [await rows.find(1)])
      await rows.drop()
      const failed = await visitor.htmx(`${path}/look`, { _state: page.state('todo-card-1') })
      assert.equal(failed.status, 500)
      assert.equal(failed.headers['hx-reswap'], 'none')
      assert.doesNotMatch(failed.text, /todos/)
      assert.match(String((world.errors[0] as Error).cause), /todos/)
    })
  })
}

describe('modelReference', () => {
  it('takes no row in args that is not marked, where the schema asks its match', async () => {
    const rows = await openKyselyRows()
    const copy = { ...(await rows.find(1)) }
    await assert.rejects(async () => createCards(rows).mount(copy), { code: 'ConfigError' })
  })
})
