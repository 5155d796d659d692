import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Koa, { type Context } from 'koa'
import session from 'koa-session'
import { createSealwax, defineComponent, newKey, type SealwaxOptions, stale } from 'sealwax'
import { z } from 'zod'
import { atEnd } from '../at-end.ts'
import { openPage } from './launch.ts'

const views: Record<string, string> = {
  'page.njk': `<!doctype html><html lang="en"><title>Notes</title><script src="/_sealwax/htmx.js" defer></script>
    <script src="/_sealwax/sealwax.js" defer></script><script src="/_sealwax/sealwax-live.js" defer></script>
    <script src="/spy.js" defer></script><button id="away">Away</button>
    {{ component("notebook", key="main") }}{{ component("still", key="main") }}`,
  'notebook.njk': `<section {{ attrs() }}>{{ sealed() }}<h1>{{ ids | length }} notes</h1>
    <ul>{% for id in ids %}{{ component("note", noteId=id, key=id) }}{% endfor %}</ul>
    {% form "add" %}<input {{ field("text") }}><button>Add</button>{% endform %}</section>`,
  'note.njk': `<li {{ attrs() }}>{{ sealed() }}<output>{{ note.text }}</output>
    <button class="shout" {{ call("shout") }}>Shout</button>
    <input class="loose" {{ field("loose") }}><input {{ field("flag", type="checkbox") }}>
    {% form "write" %}<input class="text" {{ field("text", value=note.text) }}>
      <textarea class="aside" {{ field("aside") }}>{{ field("aside").value }}</textarea><button>Write</button>{% endform %}</li>`,
  'still.njk': '<div {{ attrs() }}>{{ sealed() }}<output>still</output></div>',
}

/** Writes down what happened, in order. */
const spy = `
  globalThis.seen = []
  for (const name of ['stale', 'removed', 'updated', 'error', 'expired'])
    document.addEventListener('sealwax:component-' + name, (event) => {
      seen.push(name + ' ' + event.detail.id)
      if (name === 'stale' && globalThis.veto) event.preventDefault()
    })`

const csp = "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'"

/** A site with living notes. */
export async function openNotes(options: Partial<SealwaxOptions> = {}) {
  const notes = new Map([1, 2, 3].map((id) => [id, { text: `Note ${id}` }]))
  const folder = mkdtempSync(join(tmpdir(), 'sealwax-live-'))
  for (const [name, text] of Object.entries(views)) writeFileSync(join(folder, name), text)
  atEnd(() => rmSync(folder, { recursive: true }))
  const calls: string[] = []
  const handles: { before: (ctx: Context) => Promise<void> } = { before: async () => {} }
  const given: SealwaxOptions = {
    keys: [newKey()],
    components: [createNotebook(notes), createNote(notes), still],
    views: folder,
    ...options,
  }
  const start = async (port = 0) => {
    const app = new Koa({ keys: ['cookie key'] })
    app.silent = true
    app.use(session({ key: 'sid' }, app))
    app.use(async (ctx, next) => {
      ctx.set('Content-Security-Policy', csp)
      if (ctx.method === 'POST') calls.push(ctx.path.slice('/_sealwax/'.length))
      await handles.before(ctx)
      if (ctx.path === '/spy.js') {
        ctx.type = 'js'
        ctx.body = spy
      } else await next()
    })
    const sealwax = createSealwax(given)
    app.use(sealwax.middleware())
    app.use(async (ctx) => {
      if (ctx.path === '/renew') {
        ctx.sealwax.renew()
        ctx.body = 'renewed'
      } else if (ctx.path === '/') await ctx.render('page.njk')
    })
    const handle = app.callback()
    const server = createServer((req, res) => void handle(req, res)).listen(port, '127.0.0.1')
    await once(server, 'listening')
    const own = (server.address() as AddressInfo).port
    const close = async () => {
      sealwax.close()
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
    atEnd(close)
    const url = `http://127.0.0.1:${own}`
    const open = async () => {
      const page = await openPage()
      await page.goto(url)
      return page
    }
    return { sealwax, close, open, url, port: own }
  }
  const site = await start()
  return {
    ...site,
    start,
    notes,
    calls,
    handles,
    of: (path: string) => calls.filter((call) => call === path).length,
  }
}

type Notes = Map<number, { text: string }>

function createNotebook(notes: Notes) {
  return defineComponent({
    name: 'notebook',
    template: 'notebook.njk',
    load: () => ({ ids: [...notes.keys()] }),
    topics: () => ['notebook'],
    methods: {
      add: {
        params: z.object({ text: z.string() }),
        async run({ ctx }, { text }) {
          notes.set(Math.max(0, ...notes.keys()) + 1, { text })
          await ctx.sealwax.publish('notebook')
        },
      },
    },
  })
}

function createNote(notes: Notes) {
  return defineComponent({
    name: 'note',
    template: 'note.njk',
    args: z.object({ noteId: z.number() }),
    publicState: z.object({
      loose: z.string().max(5, 'Too long.').default(''),
      flag: z.coerce.boolean().default(false),
    }),
    load({ args }) {
      const note = notes.get(args.noteId)
      if (!note) throw stale('That note is gone.')
      return { note }
    },
    topics: ({ args }) => [`note:${args.noteId}`],
    methods: {
      async shout({ note, args, ctx }) {
        notes.set(args.noteId, { text: `${note.text}!` })
        await ctx.sealwax.publish(`note:${args.noteId}`)
      },
      write: {
        params: z.object({ text: z.string(), aside: z.string() }),
        async run({ args, ctx }, { text }) {
          notes.set(args.noteId, { text })
          await ctx.sealwax.publish(`note:${args.noteId}`)
        },
      },
    },
  })
}

const still = defineComponent({ name: 'still', template: 'still.njk' })
