import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Context, Next } from 'koa'
import { createUploads, defineComponent } from 'sealwax'
import { createKeyring, createSealer, type Purpose } from 'sealwax/core'
import { decimal } from 'sealwax/plugins/decimal'
import { fileReference } from 'sealwax/plugins/file'
import { modelReference } from 'sealwax/plugins/model'
import { queryReference } from 'sealwax/plugins/query'
import { temporal } from 'sealwax/plugins/temporal'
import { z } from 'zod'
import { createTestApp, testKey } from '../../koa/test-app.ts'
import { png, temporaryFolder } from '../../koa/uploads/upload-site.ts'
import { openTestDatabase } from '../../plugins/database.ts'
import { type Answer, fromPage, type Headers, listen, visit } from '../wire.ts'
import { tripped, tripWires } from './trip-wires.ts'

const views = fileURLToPath(new URL('../views', import.meta.url))

/** What a vessel's method found in its state, and what else ran. */
interface Seen {
  held: unknown
  /** What had tripped by then. */
  tripped: readonly string[]
  readonly ran: string[]
}

function createVessel(seen: Seen) {
  return defineComponent({
    name: 'vessel',
    template: 'components/vessel.njk',
    args: z.object({ shipId: z.number() }),
    publicState: z.object({ open: z.boolean().default(true) }),
    version: 1,
    state: () => ({ opens: 0, held: undefined as unknown }),
    authorize() {
      seen.ran.push('authorize')
      return true
    },
    load() {
      seen.ran.push('load')
      return {}
    },
    methods: {
      look(self) {
        seen.ran.push('look')
        seen.held = self.state.held
        seen.tripped = [...tripped]
        self.state.opens++
      },
      sail: {
        params: z.object({ port: z.string().min(1, 'Name a port.') }),
        run() {
          seen.ran.push('sail')
        },
      },
    },
  })
}

const dock = defineComponent({ name: 'dock', template: 'components/dock.njk', methods: {} })

/** Every type that has a plugin, over a real database and a real folder. */
async function openPlugins() {
  const { db, queries } = await openTestDatabase()
  const uploads = createUploads({ folder: temporaryFolder() })
  const todos = modelReference({
    name: 'todo',
    keyOf: (todo: { id: number }) => todo.id,
    load: (ids) => db.selectFrom('todos').selectAll().where('id', 'in', ids).execute(),
  })
  const query = queryReference({ db, tables: { todos: ['id', 'title'] } })
  const plugins = [decimal, temporal, todos, query, fileReference(uploads), ...tripWires]
  return { queries, uploads, plugins }
}

/** A site whose key an attacker has, and who looks at it. */
export async function openVessel() {
  const { queries, uploads, plugins } = await openPlugins()
  const seen: Seen = { held: undefined, tripped: [], ran: [] }
  const { app, world } = createTestApp({
    sealwax: {
      components: [createVessel(seen), dock],
      plugins,
      uploads,
      views,
      badStates: false,
    },
    pages: (ctx: Context, next: Next) =>
      ctx.path === '/vessel' ? ctx.render('vessel.njk', { word: 'port' }) : next(),
  })
  const wire = await listen(app)
  const { page, cookie } = await visit(wire, '/vessel')
  const [, session = ''] = /sid=([^;]+)/.exec(cookie) ?? []
  const { sealwax: binding } = JSON.parse(Buffer.from(session, 'base64').toString())
  const sealer = createSealer(createKeyring([testKey]), { binding, maxSealedLength: 1 << 20 })
  seen.ran.length = 0
  queries.length = 0
  return {
    seen,
    queries,
    errors: world.errors,
    now: world.now / 1000,
    key: testKey,
    binding: binding as string,
    states: {
      vessel: page.state('vessel-1'),
      dock: page.state('dock-1'),
      child: page.state('dock-1__vessel-1'),
    },
    seal: (text: string, purpose: Purpose = 'state', component = 'vessel') =>
      sealer.seal(text, { purpose, component }),
    open: (sealed: string): string =>
      sealer.unseal(sealed, { purpose: 'state', component: 'vessel' }),
    ask: (asked: Asked): Promise<Answer> => {
      const { path, fields, htmx = true, headers: more = [] } = asked
      const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
      const own = fromPage({ cookie: asked.cookie ?? cookie, htmx })
      const headers = [...own, ...(fields === undefined ? [] : [form]), ...more]
      const body = new URLSearchParams(fields as Record<string, string>).toString()
      return wire.send({ method: fields === undefined ? 'GET' : 'POST', path, headers, body })
    },
    /** Stores a file of somebody else. Returns its id. */
    async foreignFile(): Promise<string> {
      const ctx = {} as Context
      uploads.serve(ctx, () => 'somebody else')
      const content = Readable.from([png()])
      return (await uploads.add(ctx, { field: 'photo', rules: {}, name: 'sea.png', content })).id
    },
  }
}

export type Vessel = Awaited<ReturnType<typeof openVessel>>

interface Asked {
  readonly path: string
  /** A form; without it the page is asked for. */
  readonly fields?: Readonly<Record<string, string>> | readonly (readonly [string, string])[]
  readonly htmx?: boolean
  readonly headers?: Headers
  /** Instead of the visitor's own. */
  readonly cookie?: string
}
