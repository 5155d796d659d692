import assert from 'node:assert/strict'
import { setTimeout as pass } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { fillBoard } from '../../demo/board/fill-board.ts'
import { type DemoApp, openDemo } from '../../demo/demo-app.ts'
import { withBrowser } from '../launch.ts'
import type { Rows } from './app/kind.ts'
import { type PageRead, readPage } from './in-page.ts'
import { createModel, type Model } from './model/plain.ts'
import { findNode, type Noise, nodesIn, type Tab } from './model/world.ts'
import { type Proxy, startProxy } from './proxy.ts'

/** The real app in a real browser, with a network between them that does as it is told. */
export interface Stage {
  readonly proxy: Proxy
  readonly context: BrowserContext
  readonly page: (tab: Tab) => Page
  /** The page of a browser without scripts. */
  readonly plainPage: Page
  /** Does what leads that one to another page, and back from an error page. */
  readonly follow: (act: (page: Page) => Promise<unknown>) => Promise<void>
  /** Puts the first rows into the database and returns the model of it all, with no page open yet. */
  readonly begin: () => Promise<Model>
  /** Waits until all is as the model says. */
  readonly whenEqual: (model: Model) => Promise<void>
  /** Checks the database and what the consoles said. */
  readonly check: (model: Model) => Promise<void>
  readonly close: () => Promise<void>
}

const tabs = ['tab 1', 'tab 2']
const withoutScripts = 'the tab without scripts'

/** @param spoil makes the app do what it must not, for a test of the sequences themselves */
export async function openStage(spoil: (demo: DemoApp) => void = () => {}): Promise<Stage> {
  // Its limit on states that do not open is another test's.
  const demo = await openDemo({ sealwax: { badStates: false } })
  spoil(demo)
  const app = demo.app.callback()
  const proxy = await startProxy((request, response) => void app(request, response))
  const context = await newContext(proxy)
  const plainContext = await newContext(proxy, { javaScriptEnabled: false })
  const lines: string[] = []
  const pages = new Map<string, Page>()
  for (const name of tabs) pages.set(name, await openTab(context, name, lines))
  const plainPage = await openTab(plainContext, withoutScripts, lines)
  pages.set(withoutScripts, plainPage)
  const page = ({ name }: Tab) => pages.get(name) as Page
  return {
    proxy,
    context,
    page,
    plainPage,
    follow: (act) => follow(plainPage, act),
    async begin() {
      for (const page of pages.values()) await page.goto('about:blank')
      proxy.reset()
      for (const one of [context, plainContext]) await one.clearCookies()
      lines.length = 0
      return createModel(await refill(demo), tabs, withoutScripts)
    },
    whenEqual: (model) => whenEqual(model, { proxy, page, lines }),
    async check(model) {
      const { todos, lists } = model.rows
      assert.deepEqual(await rowsIn(demo.database), { todos, lists })
      assert.deepEqual(complaints(lines, model), [])
    },
    async close() {
      await context.close()
      await plainContext.close()
      await proxy.close()
      await demo.close()
    },
  }
}

async function newContext({ url }: Proxy, options: BrowserContextOptions = {}) {
  const context = await (await withBrowser()).newContext({ ...options, baseURL: url })
  context.setDefaultTimeout(30_000)
  // The model knows what clicks do. What a page hears by itself is the matter of the tests of living pages.
  await context.route('**/sealwax-live.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: '' }),
  )
  return context
}

async function follow(page: Page, act: (page: Page) => Promise<unknown>): Promise<void> {
  const done = page.waitForEvent('load')
  await act(page)
  await done
  const back = page.getByRole('link', { name: 'Back to the page' })
  if ((await back.count()) > 0) await back.click()
}

async function openTab(context: BrowserContext, name: string, lines: string[]): Promise<Page> {
  const page = await context.newPage()
  await page.setExtraHTTPHeaders({ 'x-tab': name })
  page.on('pageerror', (error) => lines.push(`pageerror ${error.stack}`))
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) lines.push(line.text())
  })
  return page
}

const lists = { Open: ['Apples', 'Bread'], Doing: [], Done: ['Dates'] }

async function refill({ data: { todos }, database }: DemoApp): Promise<Rows> {
  for (const todo of await todos.list('all')) await todo.delete()
  for (const title of ['Wax', 'Milk', 'Bread']) await todos.add(title)
  await fillBoard(database, lists)
  const rows = await rowsIn(database)
  return {
    ...rows,
    nextTodo: after(rows.todos),
    nextList: after(rows.lists),
    nextCard: after(rows.lists.flatMap(({ cards }) => cards)),
  }
}

function after(rows: readonly { readonly id: number }[]): number {
  return Math.max(...rows.map(({ id }) => id)) + 1
}

async function rowsIn({ db }: DemoApp['database']): Promise<Pick<Rows, 'todos' | 'lists'>> {
  const todos = await db.selectFrom('todos').selectAll().orderBy('id', 'desc').execute()
  const lists = await db.selectFrom('board_lists').selectAll().orderBy('position').execute()
  const cards = await db.selectFrom('board_cards').selectAll().orderBy('position').execute()
  return {
    todos: todos.map(({ id, title, done }) => ({ id, title, done: done === 1 })),
    lists: lists.map(({ id, title }) => ({
      id,
      title,
      cards: cards
        .filter((card) => card.list_id === id)
        .map(({ id, title, note }) => ({ id, title, note })),
    })),
  }
}

/** Milliseconds that nothing may move before it counts as the end: more than a browser waits for a cache entry. */
const patience = 25_000

interface Real extends Pick<Stage, 'proxy' | 'page'> {
  /** What the consoles said. */
  readonly lines: readonly string[]
}

async function whenEqual(model: Model, { proxy, page, lines }: Real): Promise<void> {
  const tabs = [...model.tabs, model.plain]
  let last: unknown
  let since = performance.now()
  while (true) {
    const read = await Promise.all(tabs.map((tab) => readPage(page(tab)).catch(asNothing)))
    const now = [
      ...proxy.troubles(),
      ...tabs.flatMap((tab, at) => differences(tab, read[at] as PageRead)),
    ]
    if (now.length === 0) return noteCursors(model, read)
    if (!isDeepStrictEqual(now, last)) since = performance.now()
    if (performance.now() - since > patience) assert.fail([...now, ...lines].join('\n'))
    last = now
    await pass(4)
  }
}

/** What a tab shows otherwise than it should. */
function differences(tab: Tab, { components }: PageRead): string[] {
  const expected = viewOf(tab, components)
  const length = Math.max(expected.length, components.length)
  return Array.from({ length }, (_, at) => [components[at], expected[at]])
    .filter(([one, other]) => !isDeepStrictEqual(one, other))
    .map((both) => both.map((one) => JSON.stringify(one) ?? 'nothing'))
    .map(([shown, meant]) => `${tab.name} shows ${shown}, not ${meant}`)
}

/** A page that is being left can't be read. */
function asNothing(error: unknown): PageRead {
  return { components: [{ unreadable: String(error) }], cursor: null }
}

function noteCursors({ tabs }: Model, read: readonly PageRead[]): void {
  for (const [at, tab] of tabs.entries()) {
    const { id, method, name } = read[at]?.cursor ?? {}
    tab.cursor = findNode(tab, id ?? '')
      ?.forms.get(method ?? '')
      ?.get(name ?? '')
  }
}

/** What a tab should show. A page that has come is drawn a moment later: till then a click would carry an old state. */
function viewOf(tab: Tab, read: PageRead['components']): unknown[] {
  return nodesIn(tab).map(({ id, calls, queue, shown, forms }, at) => ({
    id,
    calls: calls.size,
    recovers: queue.length > 0 && read[at]?.recovers === true,
    ...shown,
    ...Object.fromEntries(
      [...forms].flatMap(([method, form]) =>
        [...form].map(([name, { now }]) => [`${method}.${name}`, now]),
      ),
    ),
  }))
}

/** What each line of a console has to have been for. */
const reasons: readonly (readonly [RegExp, Noise])[] = [
  [/^Failed to load resource: .* 403/, '403'],
  [/^Failed to load resource: .* 410/, '410'],
  [/^Failed to load resource: .* 422/, '422'],
  [/^Failed to load resource: net::ERR_/, 'net'],
  [/^htmx: htmx:error: /, 'net'],
  [/^htmx: .* on hx-target did not match any element/, 'left'],
]

function complaints(lines: readonly string[], { noise }: Model): string[] {
  return lines.filter((line) => {
    const [, reason] = reasons.find(([pattern]) => pattern.test(line)) ?? []
    return reason === undefined || !noise.has(reason)
  })
}
