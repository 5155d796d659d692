import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Koa, { type Context } from 'koa'
import session from 'koa-session'
import { createSealwax, defineComponent, type SealwaxOptions, stale } from 'sealwax'
import { z } from 'zod'
import { atEnd } from '../../at-end.ts'
import { testKey } from '../test-app.ts'

const views: Record<string, string> = {
  'card.njk':
    '<li {{ attrs() }}>{{ sealed() }}<button {{ call("write", title="x") }}>{{ title }}</button></li>',
  'plain.njk': '<div {{ attrs() }}>{{ sealed() }}</div>',
  'page.njk':
    '{% for id in ids %}{{ component("card", cardId=id, key=id) }}{% endfor %}{{ component("plain") }}',
}

/** A site with living cards, on a port of its own. */
export async function openLiveSite(options: Partial<SealwaxOptions> = {}) {
  const cards = new Map([1, 2, 3].map((id) => [id, `Card ${id}`]))
  const folder = mkdtempSync(join(tmpdir(), 'sealwax-live-'))
  for (const [name, text] of Object.entries(views)) writeFileSync(join(folder, name), text)
  const errors: any[] = []
  const app = new Koa({ keys: ['cookie key'] })
  app.on('error', (error) => errors.push(error))
  app.use(session({ key: 'sid' }, app))
  const sealwax = createSealwax({
    keys: [testKey],
    components: [createCard(cards), plain],
    views: folder,
    principal: (ctx) => ctx.session?.['user'],
    ...options,
  })
  app.use(sealwax.middleware())
  app.use((ctx) => actions[ctx.path]?.(ctx) ?? ctx.render('page.njk', { ids: [...cards.keys()] }))
  const handle = app.callback()
  const server = createServer((req, res) => void handle(req, res)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  atEnd(async () => {
    sealwax.close()
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true })
  })
  return { cards, sealwax, server, url, errors, visitor: () => createVisitor(url) }
}

/** Pages that do something to the session. */
const actions: Record<string, (ctx: Context) => unknown> = {
  '/renew': (ctx) => {
    ctx.sealwax.renew()
    ctx.body = 'renewed'
    return true
  },
  '/log-in': (ctx) => {
    Object.assign(ctx.session ?? {}, { user: ctx.query['as'] })
    ctx.body = 'logged in'
    return true
  },
  '/log-out': (ctx) => {
    ctx.session = null
    ctx.body = 'logged out'
    return true
  },
}

const plain = defineComponent({ name: 'plain', template: 'plain.njk' })

function createCard(cards: Map<number, string>) {
  return defineComponent({
    name: 'card',
    template: 'card.njk',
    args: z.object({ cardId: z.number() }),
    load({ args }) {
      const title = cards.get(args.cardId)
      if (title === undefined) throw stale()
      return { title }
    },
    topics: ({ args }) => [`card:${args.cardId}`],
    methods: {
      write: {
        params: z.object({ title: z.string() }),
        async run({ args, ctx }, { title }) {
          cards.set(args.cardId, title)
          await ctx.sealwax.publish(`card:${args.cardId}`)
        },
      },
    },
  })
}

export type Visitor = ReturnType<typeof createVisitor>

/** A browser as far as streams need one. */
export function createVisitor(url: string) {
  let cookie = ''
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = { cookie, 'HX-Request': 'true', ...(init.headers as object) }
    const answer = await fetch(url + path, { ...init, headers })
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    return answer
  }
  const get = async (path = '/') => (await send(path, { headers: { 'HX-Request': '' } })).text()
  const post = (path: string, fields: Record<string, string>, headers = {}) =>
    send(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  return {
    get,
    post,
    cookie: () => cookie,
    /** Opens a page and reads the topics on it. */
    async topics(path = '/') {
      return [...(await get(path)).matchAll(/data-topics="([^"]*)"/g)].map(([, text]) =>
        toParts(text as string),
      )
    },
    open: (sealed: readonly string[], headers = {}) =>
      post('/_sealwax/live', { topics: sealed.join('.') }, headers),
    async follow(sealed: readonly string[]) {
      const answer = await post('/_sealwax/live', { topics: sealed.join('.') })
      assert.equal(answer.status, 200)
      return readStream(answer)
    },
  }
}

function toParts(text: string) {
  const [key, mark, sealed] = text.split('.') as [string, string, string]
  return { text, key, mark, sealed }
}

/** Reads what a stream says. */
export function readStream(answer: Response) {
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  atEnd(() => reader.cancel().catch(() => {}))
  const events: any[] = []
  let rest = ''
  let isOver = false
  const pump = async () => {
    const decoder = new TextDecoder()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      const parts = rest.split('\n\n')
      rest = parts.pop() as string
      for (const part of parts) events.push(part === ':' ? ':' : JSON.parse(part.slice(5)))
    }
  }
  const over = pump()
    .catch(() => {})
    .then(() => {
      isOver = true
    })
  const news = () => events.filter((event) => event !== ':')
  return {
    answer,
    over,
    isOver: () => isOver,
    all: events,
    news,
    /** Indexes that changed so far. */
    changed: (): number[] =>
      news().flatMap(({ changed = [] }) => changed.map(([at]: [number]) => at)),
    until: (condition: () => unknown) => until(condition),
    close: () => reader.cancel(),
  }
}

/** Waits for a condition, not for a time. */
export async function until(condition: () => unknown): Promise<void> {
  const end = Date.now() + 10_000
  while (!condition()) {
    assert.ok(Date.now() < end, `never: ${String(condition)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
