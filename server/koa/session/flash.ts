import type { Context } from 'koa'
import {
  createInstance,
  type Instance,
  type Snapshot,
  sealInstance,
  unsealSnapshot,
  type Visit,
} from '../../core/rooms.ts'
import type { SessionHolder } from '../context.ts'
import { bytesOf, keptMessages, keptStates, roomIn } from './session-room.ts'

/** Name of the query parameter that carries states over a redirect, for pages without JavaScript. */
export const flashParameter = '_sealwax'

/** Characters of the longest text that travels in a URL. */
const maxInUrl = 2000
/** Stands in the URL for a text that is kept in the session. */
const inSession = 's'

/** One component's state on its way over a redirect. */
interface Entry {
  readonly text: string
  readonly snapshot: Snapshot
}

/** Reads the parameter of a page's URL or the field that a form carried along. */
export function readFlash(value: unknown): string {
  if (typeof value !== 'string' || !/^[\w.~-]*$/.test(value)) return ''
  return value.length <= maxInUrl || value === inSession ? value : ''
}

/** Opens the states in a flash, by instance id. What does not open is ignored. */
export async function openFlash(
  visit: Visit,
  flash: string,
): Promise<ReadonlyMap<string, Snapshot>> {
  const entries = await openEntries(visit, flash)
  return new Map(entries.map(({ snapshot }) => [snapshot.id, snapshot]))
}

/** Adds an instance's new state to a flash; `undefined` takes the state of `id` out. */
export async function updateFlash(
  visit: Visit,
  id: string,
  instance: Instance | undefined,
): Promise<string> {
  const others = (await openEntries(visit, visit.flash)).filter(
    ({ snapshot }) => snapshot.id !== id,
  )
  const texts = others.map(({ text }) => text)
  if (instance !== undefined) texts.push(writeEntry(instance))
  return store(visit, texts)
}

/** Seals the states of a flash anew, for another page. */
export async function moveFlash(visit: Visit, page: string): Promise<string> {
  const entries = await openEntries(visit, visit.flash)
  const there = { ...visit, page }
  const instances = entries.map(({ snapshot }) => createInstance({ ...snapshot, visit: there }))
  return store(visit, instances.map(writeEntry))
}

/** Without what the page's own tag gives again. */
function writeEntry(instance: Instance): string {
  const bare = { ...instance, attrs: {}, slots: {} }
  return `${instance.component.name}.${sealInstance(bare, 'flash')}`
}

async function openEntries(visit: Visit, flash: string): Promise<Entry[]> {
  const text = flash === inSession ? sessionOf(visit.ctx)[keptStates] : flash
  if (typeof text !== 'string' || text === '') return []
  const entries = await Promise.all(text.split('~').map((entry) => openEntry(visit, entry)))
  return entries.filter((entry) => entry !== undefined)
}

async function openEntry(visit: Visit, text: string): Promise<Entry | undefined> {
  const at = text.indexOf('.')
  const component = visit.toolkit.components.get(text.slice(0, at))
  if (component === undefined) return undefined
  try {
    const sealed = text.slice(at + 1)
    const snapshot = await unsealSnapshot(visit, sealed, { component, purpose: 'flash' })
    return snapshot.page === visit.page ? { text, snapshot } : undefined
  } catch {
    return undefined
  }
}

/** Puts the texts into the URL, or into the session when they are long. */
function store({ ctx, warn }: Visit, texts: readonly string[]): string {
  const text = texts.join('~')
  const session = sessionOf(ctx)
  if (text.length <= maxInUrl) {
    // What is not looked at again must not fill the cookie.
    if (session[keptStates] !== undefined) delete session[keptStates]
    return text
  }
  const kept = newest(texts, roomIn(session) - bytesOf(session[keptMessages]))
  if (kept === '') {
    // A browser drops a cookie that is too large, and with it all else that the session has to say.
    warn(`A component's state is too large to survive a redirect: ${text.length} characters.`)
    return ''
  }
  session[keptStates] = kept
  return inSession
}

/** The oldest go first. */
function newest(texts: readonly string[], maxLength: number): string {
  let kept = texts
  while (kept.length > 0 && kept.join('~').length > maxLength) kept = kept.slice(1)
  return kept.join('~')
}

function sessionOf(ctx: Context): Record<string, unknown> {
  return (ctx as SessionHolder).session ?? {}
}

/** URL of a page with a flash; the fragment stays behind it. */
export function withFlash(url: string, flash: string): string {
  if (flash === '') return url
  const [page = '', ...fragment] = url.split(/(?=#)/)
  const separator = page.includes('?') ? '&' : '?'
  return `${page}${separator}${flashParameter}=${flash}${fragment.join('')}`
}
