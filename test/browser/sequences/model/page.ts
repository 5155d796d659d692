import type { Fields } from '../app/kind.ts'
import type { Fate } from '../proxy.ts'
import {
  type Call,
  createNode,
  detach,
  type Form,
  type Given,
  hasPlaceFor,
  type Node,
  renew,
  resetForm,
  show,
  valuesOf,
  withChildren,
} from './node.ts'
import { type Answer, answer, type Drawn, isSame, type Kept, type Live } from './server.ts'
import {
  type Fetched,
  findNode,
  leaveDocument,
  nodesIn,
  note,
  pathOf,
  send,
  servePage,
  type Tab,
  type World,
} from './world.ts'

/** Where something happens. */
interface Place {
  readonly world: World
  readonly tab: Tab
  readonly node: Node
}

/** A call as a user makes it. */
export interface Made {
  readonly method: string
  readonly params: Fields
  readonly form?: Form
  readonly fate: Fate
  readonly nextFate: Fate
}

/** Loads a page into a tab. */
export function load(world: World, tab: Tab): void {
  leaveDocument(tab)
  const { session, drawn } = servePage(world, pathOf(tab))
  world.cookie = session
  tab.roots = drawn.map(createNode)
}

/** Makes a call; it waits for those before it. */
export function makeCall(place: Place, { form, ...made }: Made): void {
  const call: Call = { ...made, form, at: ++place.world.clock }
  const { calls, queue } = place.node
  calls.add(call)
  queue.push(call)
  if (queue.length === 1) depart(place)
}

/** The first call of a queue leaves, unless nobody means it any more. */
function depart(place: Place): void {
  const { world, tab, node } = place
  const [call] = node.queue
  if (call === undefined) return
  if (!node.isConnected || !node.calls.has(call)) return finish(place, call)
  const { method, params, fate } = call
  const { live, sent } = livingIn(node)
  const asked = { ...node, cookie: world.cookie }
  const given = node.newArgs
  const what = `${tab.name}: ${method || 'refresh'} of ${node.id}`
  let reply: Answer | undefined
  send(world, tab, {
    target: node.id,
    what,
    fate,
    reach: () => {
      reply = answer(world.rows, { ...asked, method, params, live })
    },
    arrive: () => arrive(place, call, { reply: reply as Answer, sent, given }),
    fail: (isHeadThere) => {
      finish(place, call)
      if (isHeadThere) refreshOthers(place, call, reply as Answer)
    },
  })
}

function finish(place: Place, call: Call): void {
  const { calls, queue } = place.node
  calls.delete(call)
  queue.shift()
  depart(place)
}

/** What a request tells of the children, and of which drawings it sent the states. */
function livingIn(node: Node) {
  const live = new Map<string, Live>()
  const sent = new Map<string, number>()
  for (const child of withChildren(node).slice(1)) {
    const { id, args, session, calls, state, revision } = child
    const isIdle = calls.size === 0
    live.set(id, { args, session, state: isIdle ? state : undefined })
    if (isIdle) sent.set(id, revision)
  }
  return { live, sent }
}

interface Came {
  readonly reply: Answer
  readonly sent: ReadonlyMap<string, number>
  /** Args that went along. */
  readonly given: Given | undefined
}

function arrive(place: Place, call: Call, came: Came): void {
  const { world, node } = place
  const { reply } = came
  const { outcome } = reply
  if (!node.isConnected) note(world, 'left')
  if (outcome === 'rejected') {
    note(world, '403')
    node.calls.clear()
    return beginAnew(place, call, () => finish(place, call))
  }
  if (outcome === 'stale') {
    note(world, '410')
    node.calls.clear()
  }
  if (outcome === 'stale' || outcome === 'removed') remove(place)
  else {
    if (outcome === 'invalid') note(world, '422')
    draw(place, call, came)
  }
  finish(place, call)
  refreshOthers(place, call, reply)
}

function refreshOthers(place: Place, call: Call, reply: Answer): void {
  if ('refresh' in reply) for (const id of reply.refresh) refresh(place, id, call.nextFate)
}

function draw(place: Place, call: Call, { reply, sent, given }: Came): void {
  const { node } = place
  if (!('drawn' in reply) || !node.isConnected) return
  const { form, nextFate } = call
  const isUntouched = form !== undefined && isSame(valuesOf(form), call.params)
  const { newArgs } = node
  const stays: Manner['stays'] = (child, { args, session }) => {
    if (child.calls.size === 0 && sent.get(child.id) === child.revision) return false
    child.newArgs = { args, session }
    refresh(place, child.id, nextFate)
    return true
  }
  redraw(place, reply.drawn, { stays, isKept: false })
  // What it was given meanwhile is newer.
  if (newArgs !== given) node.newArgs = newArgs
  if (call.method !== '') place.tab.cursor = focusIn(place, call, reply) ?? place.tab.cursor
  if (reply.outcome === 'done' && isUntouched) resetForm(form)
}

/** A form that is opened, or has an error, gets the focus. */
function focusIn({ node }: Place, { method }: Call, { outcome }: Answer) {
  const { forms } = node
  const form =
    outcome === 'invalid' ? forms.get(method) : (forms.get('rename') ?? forms.get('write'))
  return form?.values().next().value
}

interface Manner {
  /** Tells whether a child stays as it is although it was drawn. */
  readonly stays: (child: Node, drawn: Drawn) => boolean
  /** Whether what was typed stays, wherever the focus is. */
  readonly isKept: boolean
}

function redraw(place: Place, drawn: Drawn, manner: Manner): void {
  const { node } = place
  const before = node.children
  show(node, drawn, { cursor: place.tab.cursor, isKept: manner.isKept })
  node.children = drawn.children.flatMap((child) => redrawChild(place, child, manner))
  for (const child of before) if (!node.children.includes(child)) detach(child)
}

function redrawChild(place: Place, child: Drawn | Kept, manner: Manner): Node[] {
  const living = findNode(place.tab, child.id)
  if ('kept' in child) return keep(place, living, child)
  if (living === undefined) return [createNode(child)]
  if (!manner.stays(living, child)) redraw({ ...place, node: living }, child, manner)
  return [living]
}

function keep(place: Place, living: Node | undefined, { newArgs }: Kept): Node[] {
  if (living === undefined) return []
  if (newArgs !== undefined) {
    living.newArgs = newArgs
    refresh(place, living.id, 'through')
  }
  return [living]
}

function refresh({ world, tab }: Place, id: string, fate: Fate): void {
  const node = findNode(tab, id)
  const made: Made = { method: '', params: {}, fate, nextFate: fate }
  if (node) world.events.push(() => makeCall({ world, tab, node }, made))
}

function remove({ tab, node }: Place): void {
  if (!node.isConnected) return
  detach(node)
  const isGone = (other: Node) => other === node
  tab.roots = tab.roots.filter((other) => !isGone(other))
  for (const parent of nodesIn(tab)) {
    parent.children = parent.children.filter((other) => !isGone(other))
  }
}

/** A component whose state does not open is drawn from the page, which is fetched once for all. */
function beginAnew(place: Place, why: Pick<Call, 'at' | 'nextFate'>, then: () => void): void {
  const { node, tab } = place
  const fetched = fetchPage(place, why)
  const go = () => {
    const { page } = fetched
    if (page && node.isConnected && page.has(node.id)) redrawFrom(place, page)
    then()
  }
  if (fetched.page === undefined) fetched.waiting.push(go)
  else go()
  tab.fetched = fetched
}

function fetchPage({ world, tab }: Place, { at, nextFate }: Pick<Call, 'at' | 'nextFate'>) {
  if (tab.fetched !== undefined && tab.fetched.at >= at) return tab.fetched
  const fetched: Fetched = { at: ++world.clock, page: undefined, waiting: [] }
  const { cookie } = world
  let reply: ReturnType<typeof servePage> | undefined
  const settleWith = (page: Fetched['page']) => {
    fetched.page = page
    for (const go of fetched.waiting) go()
  }
  send(world, tab, {
    target: 'page',
    what: `${tab.name}: the page`,
    fate: nextFate,
    reach: () => {
      reply = servePage(world, pathOf(tab), cookie)
    },
    arrive: () => {
      const { session, drawn } = reply as ReturnType<typeof servePage>
      if (cookie === undefined) world.cookie = session
      settleWith(new Map(drawn.flatMap(allIn).map((one) => [one.id, one])))
    },
    fail: () => settleWith(false),
  })
  return fetched
}

function allIn(drawn: Drawn | Kept): Drawn[] {
  return 'kept' in drawn ? [] : [drawn, ...drawn.children.flatMap(allIn)]
}

function redrawFrom(place: Place, page: ReadonlyMap<string, Drawn>): void {
  const { node } = place
  const fresh = page.get(node.id) as Drawn
  if (!hasPlaceFor(node, page)) return renew(node, fresh)
  redraw(place, fresh, { stays: isUnchanged, isKept: true })
}

function isUnchanged(child: Node, { args, session }: Drawn): boolean {
  return child.session === session && isSame(child.args, args)
}

/** The page comes back as it was left: all that it has is drawn from a fresh one. */
export function comeBack(world: World, tab: Tab, nextFate: Fate): void {
  const at = ++world.clock
  for (const node of nodesIn(tab)) beginAnew({ world, tab, node }, { at, nextFate }, () => {})
}
