import type { Rows } from '../app/kind.ts'
import type { Expected, Fate } from '../proxy.ts'
import { detach, type Field, type Node, withChildren } from './node.ts'
import { type Drawn, drawPage } from './server.ts'

/** All that is and happens, in an order of its own. */
export interface World {
  readonly rows: Rows
  /** Number of the session that the browser has a cookie of. */
  cookie: number | undefined
  readonly tabs: readonly Tab[]
  /** What is to happen at once. */
  readonly events: (() => void)[]
  readonly late: Late[]
  /** Requests that leave with the current command. */
  readonly expected: Expected[]
  clock: number
  /** How often each kind of line may stand in a console by now. */
  readonly noise: Map<Noise, number>
}

/** What a console says: of an answer that is no success, or none, or for a component that has left. */
export type Noise = '403' | '410' | '422' | 'net' | 'left'

/** A request, or its answer, that takes its time. */
export interface Late {
  readonly token: number
  readonly tab: Tab
  readonly what: string
  readonly arrive: () => void
}

export interface Tab {
  readonly name: string
  history: readonly string[]
  at: number
  /** Counts the documents that it has shown. */
  document: number
  roots: Node[]
  /** The field that has the focus. */
  cursor: Field | undefined
  /** The page as a script has fetched it last. */
  fetched: Fetched | undefined
}

/** A page that is fetched for components which have to begin anew. */
export interface Fetched {
  readonly at: number
  /** `undefined` while it is under way, `false` if it can't be had. */
  page: ReadonlyMap<string, Drawn> | false | undefined
  readonly waiting: (() => void)[]
}

export function createWorld(rows: Rows, tabs: readonly string[]): World {
  return {
    rows,
    cookie: undefined,
    tabs: tabs.map(createTab),
    events: [],
    late: [],
    expected: [],
    clock: 0,
    noise: new Map(),
  }
}

export function createTab(name: string): Tab {
  return {
    name,
    history: [],
    at: -1,
    document: 0,
    roots: [],
    cursor: undefined,
    fetched: undefined,
  }
}

/** What happens to a request. */
interface Journey {
  /** Id of a component, or `page`. */
  readonly target: string
  readonly what: string
  readonly fate: Fate
  /** It reaches the server. */
  readonly reach: () => void
  readonly arrive: () => void
  /** It brings no answer, or the head of one. */
  readonly fail: (isHeadThere: boolean) => void
}

/** A browser opens six connections at most to one site. */
const mostLate = 4

/** Sends a request. Of one whose document is gone nobody hears again, but it reaches the server. */
export function send(world: World, tab: Tab, journey: Journey): void {
  const { target, what, reach, fail } = journey
  const { document } = tab
  const fate = fateOf(world, journey)
  const token = ++world.clock
  const arrive = () => {
    if (tab.document === document) journey.arrive()
  }
  const wait = (then: () => void) => {
    world.late.push({ token, tab, what: `${what}, ${fate}`, arrive: then })
  }
  const miss = () => {
    note(world, 'net')
    // Half of an answer has a status.
    if (fate === 'cut') for (const status of ['403', '410', '422'] as const) note(world, status)
    fail(fate === 'cut')
  }
  const fates: Record<Fate, () => void> = {
    through: inOrder(reach, arrive),
    'late there': () => wait(inOrder(reach, arrive)),
    'late back': inOrder(reach, () => wait(arrive)),
    'lost there': miss,
    'lost back': inOrder(reach, miss),
    cut: inOrder(reach, miss),
  }
  world.expected.push({ token, tab: tab.name, target, fate })
  world.events.push(fates[fate])
}

function fateOf({ late, events }: World, { fate }: Journey): Fate {
  const isFull = late.length + events.length >= mostLate
  return isFull && fate.startsWith('late') ? 'through' : fate
}

function inOrder(...steps: (() => void)[]): () => void {
  return () => {
    for (const step of steps) step()
  }
}

export function note({ noise }: World, what: Noise): void {
  noise.set(what, (noise.get(what) ?? 0) + 1)
}

/** Lets happen all that does not wait for a command; returns the requests that left meanwhile, in order. */
export function settle({ events, expected }: World): Expected[] {
  for (let event = events.shift(); event; event = events.shift()) event()
  return expected.splice(0)
}

export function pathOf({ history, at }: Tab): string {
  return history[at] as string
}

/** All components of a tab, in the order of the page. */
export function nodesIn({ roots }: Tab): Node[] {
  return roots.flatMap(withChildren)
}

export function findNode(tab: Tab, id: string): Node | undefined {
  return nodesIn(tab).find((node) => node.id === id)
}

/** A page comes from the server, and with it a session where there is none. */
export function servePage(world: World, path: string, cookie = world.cookie) {
  const session = cookie ?? ++world.clock
  return { session, drawn: drawPage(path, { rows: world.rows, session }) }
}

/** What a document had is gone, and whatever waited in it. */
export function leaveDocument(tab: Tab): void {
  for (const root of tab.roots) detach(root)
  tab.document++
  tab.fetched = undefined
  tab.cursor = undefined
}
