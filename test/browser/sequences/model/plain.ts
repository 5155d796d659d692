import type { Fields, Rows } from '../app/kind.ts'
import { createNode, type Node } from './node.ts'
import { type Answer, answer, drawPage, isSame } from './server.ts'
import { createTab, createWorld, note, pathOf, type Tab, type World } from './world.ts'

/** A tab of another browser, without scripts: each call is a new page. */
export interface PlainTab extends Tab {
  cookie: number | undefined
  /** States that the URL of the page carries, by id. */
  saved: ReadonlyMap<string, Fields>
  /** Whether the page is the answer to a call that was refused. */
  isRefusal: boolean
}

/** The world, with that browser as well. */
export interface Model extends World {
  readonly plain: PlainTab
  /** The steps so far, for whoever reads a sequence that failed. */
  readonly said: string[]
}

export function createModel(rows: Rows, tabs: readonly string[], plain: string): Model {
  const tab = { ...createTab(plain), cookie: undefined, saved: new Map(), isRefusal: false }
  return { ...createWorld(rows, tabs), plain: tab, said: [] }
}

/** Opens a page as a link does. */
export function openPlain(world: World, tab: PlainTab, path: string): void {
  Object.assign(tab, { history: [path], at: 0, saved: new Map() })
  drawPlain(world, tab)
}

/** States that a URL has room for. */
const mostSaved = 5

/** Whether the URL of the page has room for what a call would leave there. */
export function hasRoomFor({ saved }: PlainTab, { id }: Pick<Node, 'id'>): boolean {
  return saved.has(id) || saved.size < mostSaved
}

export function callPlain(
  world: World,
  tab: PlainTab,
  { node, ...call }: { node: Node; method: string; params: Fields },
): void {
  const { cookie, saved } = tab
  const reply = answer(world.rows, {
    ...node,
    ...call,
    cookie,
    newArgs: undefined,
    live: new Map(),
  })
  const { id } = node
  if (reply.outcome === 'invalid') note(world, '422')
  if (reply.outcome === 'stale') note(world, '410')
  if (reply.outcome === 'invalid') return drawPlain(world, tab, { id, ...reply.refused })
  if (reply.outcome === 'done' && !isSame(reply.drawn.state, node.state)) {
    tab.saved = new Map([...saved, [id, reply.drawn.state]])
  }
  if (reply.outcome === 'removed') tab.saved = without(saved, id)
  if (reply.outcome === 'stale' || reply.outcome === 'rejected') goBack(tab, reply.outcome)
  drawPlain(world, tab)
}

/** Where the browser came from has the states, unless that is a call. */
function goBack(tab: PlainTab, outcome: Answer['outcome']): void {
  if (tab.isRefusal || outcome === 'rejected') tab.saved = new Map()
  if (tab.isRefusal && outcome === 'rejected') tab.history = [home]
}

const home = '/todos'

function without(saved: PlainTab['saved'], id: string): PlainTab['saved'] {
  return new Map([...saved].filter(([key]) => key !== id))
}

function drawPlain(
  world: World,
  tab: PlainTab,
  refused?: Parameters<typeof drawPage>[1]['refused'],
) {
  tab.cookie ??= ++world.clock
  const { saved, cookie: session } = tab
  const drawn = drawPage(pathOf(tab), {
    rows: world.rows,
    session,
    saved,
    ...(refused && { refused }),
  })
  tab.roots = drawn.map(createNode)
  tab.isRefusal = refused !== undefined
}
