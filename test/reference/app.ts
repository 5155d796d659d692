import { fileURLToPath } from 'node:url'
import Koa, { type Context } from 'koa'
import session from 'koa-session'
import { createSealwax, defineComponent, newKey, type SealwaxOptions, stale } from 'sealwax'
import { decimal } from 'sealwax/plugins/decimal'
import { modelReference } from 'sealwax/plugins/model'
import { queryReference } from 'sealwax/plugins/query'
import { temporal } from 'sealwax/plugins/temporal'
import { z } from 'zod'
import { sealerFor } from '../koa/answer.ts'
import { type Page, readPage } from '../koa/page.ts'
import { type Browser, createBrowser, type Response } from '../koa/test-app.ts'
import { openTestDatabase } from '../plugins/database.ts'
import { type WholeState, wholeState } from '../whole-state.ts'

export const views = fileURLToPath(new URL('./views', import.meta.url))

type Self = Record<string, any>

/** What a test changes of the app, and what it sees. */
export interface World {
  /** State that `holder` begins with. */
  held: () => object
  /** What the method `use` of `holder` does. */
  use: (self: Self) => unknown
  user: string | undefined
  readonly errors: Error[]
  /** Args of each `load`, in order. */
  readonly loads: unknown[]
}

/** An app over a real database, with the components that the reference's statements are about. */
export async function createReferenceApp(options: Partial<SealwaxOptions> = {}) {
  const { db, queries } = await openTestDatabase()
  const world: World = {
    held: () => ({}),
    use: () => undefined,
    user: undefined,
    errors: [],
    loads: [],
  }
  const todos = modelReference({
    name: 'todo',
    keyOf: (todo: { id: number }) => todo.id,
    load: (ids) => db.selectFrom('todos').selectAll().where('id', 'in', ids).execute(),
  })
  const find = async (id: number) => {
    const row = await db.selectFrom('todos').selectAll().where('id', '=', id).executeTakeFirst()
    return row && todos.of(row)
  }

  const holder = defineComponent({
    name: 'holder',
    template: 'components/holder.njk',
    publicState: z.object({ open: z.boolean().default(true) }),
    state: () => world.held() as Self,
    methods: {
      use: (self) => world.use(self as unknown as Self),
    },
  })
  const todoItem = defineComponent({
    name: 'todo-item',
    template: 'components/todo-item.njk',
    args: z.object({ todoId: z.number(), label: z.string().default('') }),
    state: () => ({ clicks: 0, todo: undefined as unknown }),
    async load({ args }) {
      world.loads.push(args)
      const todo = await find(args.todoId)
      if (todo === undefined) throw stale('That to-do was deleted.')
      return { todo }
    },
    methods: {
      click(self) {
        self.state.clicks++
      },
      async deleteItem(self) {
        await db.deleteFrom('todos').where('id', '=', self.args.todoId).execute()
        self.client.remove()
      },
    },
  })
  const secret = defineComponent({
    name: 'secret',
    template: 'components/secret.njk',
    args: z.object({ clearance: z.string() }),
    methods: {
      read: (self) => self.args.clearance,
      fire(self) {
        if (self.ctx.get('X-Role') !== 'boss') throw stale('Not for you.')
      },
    },
  })
  const box = defineComponent({
    name: 'box',
    template: 'components/box.njk',
    state: () => ({ turns: 0, label: 'one' }),
    methods: {
      turn(self) {
        self.state.turns++
      },
      relabel(self) {
        self.state.label = 'two'
      },
    },
  })

  const key = newKey()
  const app = new Koa({ keys: ['cookie key'] })
  app.on('error', (error: Error) => world.errors.push(error))
  app.use(session({ key: 'sid' }, app))
  const sealwax = createSealwax({
    keys: [key],
    components: [holder, todoItem, secret, box],
    plugins: [decimal, temporal, todos, queryReference({ db, tables: { todos: true } })],
    views,
    principal: () => world.user,
    ...options,
  })
  app.use(sealwax.middleware())
  app.use(async (ctx: Context) => {
    if (ctx.path === '/secret' && world.user !== 'boss') ctx.throw(403)
    await ctx.render(`${ctx.path.slice(1)}.njk`, { title: 'Outer', drink: 'tea' })
  })
  return { app, db, queries, world, key, find, visitor: () => createVisitor(app) }
}

export type ReferenceApp = Awaited<ReturnType<typeof createReferenceApp>>

/** A browser with what tests do again and again. */
export interface Visitor extends Browser {
  readonly open: (
    path: string,
  ) => Promise<Page & { readonly answer: Response; readonly html: string }>
  /** Calls a method, as htmx does; a refresh without one. */
  readonly call: (component: string, method: string, state: string) => Promise<Response>
}

function createVisitor(app: Koa): Visitor {
  const browser = createBrowser(app)
  return {
    ...browser,
    async open(path) {
      const answer = await browser.get(path)
      return { ...readPage(answer.text), answer, html: answer.text }
    },
    call: (component, method, _state) =>
      browser.htmx(`/_sealwax/${component}/${method}`, { _state }),
  }
}

/** Opens a seal with the app's own key, as no visitor can, and shows what is inside. */
export function unseal(key: string, page: Response, { state, component }: Sealed): WholeState {
  const text = sealerFor(page, key).unseal(state, { purpose: 'state', component })
  return wholeState(component, text)
}

/** Seals a text of any content with the app's own key, as one could who has stolen it. */
export function forge(key: string, page: Response, { state, component }: Sealed): string {
  return sealerFor(page, key).seal(state, { purpose: 'state', component })
}

interface Sealed {
  /** The sealed text, or the text to seal. */
  readonly state: string
  readonly component: string
}
