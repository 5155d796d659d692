import { kindOf, pages } from '../app/app.ts'
import type { Drawing, Effect, Fields, Kind, Refused, Rows, Tag } from '../app/kind.ts'

/** A component as it was drawn: what its seal holds, and what can be seen. */
export interface Drawn extends Tag, Omit<Drawing, 'children'> {
  readonly state: Fields
  /** Number of the session that it was sealed for. */
  readonly session: number
  readonly children: readonly (Drawn | Kept)[]
}

/** A child that stays in the page as it is. */
export interface Kept {
  readonly id: string
  readonly kept: true
  /** What it is given now, to ask for itself. */
  readonly newArgs?: { readonly args: Fields; readonly session: number }
}

/** A living child, as a request tells of it. */
export interface Live {
  readonly args: Fields
  readonly session: number
  /** Absent while the child has calls of its own. */
  readonly state: Fields | undefined
}

/** A call on its way. */
export interface Asked extends Tag {
  readonly state: Fields
  /** Number of the session that the state was sealed for. */
  readonly session: number
  /** What its parent has sealed for it since. */
  readonly newArgs: { readonly args: Fields; readonly session: number } | undefined
  /** Number of the session that the cookie is of. */
  readonly cookie: number | undefined
  /** Empty for a refresh. */
  readonly method: string
  readonly params: Fields
  readonly live: ReadonlyMap<string, Live>
}

/** What a call is answered. */
export type Answer =
  | { readonly outcome: 'done'; readonly drawn: Drawn; readonly refresh: readonly string[] }
  | { readonly outcome: 'invalid'; readonly drawn: Drawn; readonly refused: Refused }
  | { readonly outcome: 'removed'; readonly refresh: readonly string[] }
  | { readonly outcome: 'stale' | 'rejected' }

/** Runs a call as the server should. */
export function answer(rows: Rows, asked: Asked): Answer {
  const { session, cookie, method, params, newArgs } = asked
  const kind = kindOf(asked)
  const self = { rows, ...asked, ...(newArgs && { args: newArgs.args }) }
  if (session !== cookie) return { outcome: 'rejected' }
  if (newArgs !== undefined && newArgs.session !== cookie) return { outcome: 'rejected' }
  if (!kind.isThere(self)) return { outcome: 'stale' }
  const problem = problemWith(kind, params)
  if (problem !== undefined) return refuse(self, problem)
  const effect: Effect = kind.methods[method]?.(self, params) ?? {}
  const { state = asked.state, refresh = [] } = effect
  if (effect.refused !== undefined) return refuse(self, effect.refused)
  if (effect.removed) return { outcome: 'removed', refresh }
  if (!kind.isThere(self)) return { outcome: 'stale' }
  return { outcome: 'done', drawn: draw(self, { ...self, state }), refresh }
}

function refuse(self: Asked & { readonly rows: Rows }, problem: string): Answer {
  const { id, method, params } = self
  const typed = params as Refused['typed']
  const refused = { id, method, typed, problem }
  return { outcome: 'invalid', drawn: draw({ ...self, refused }, self), refused }
}

/** No title of the app may be blank. */
function problemWith({ blank }: Kind, params: Fields): string | undefined {
  const { title, name = title } = params
  return typeof name === 'string' && name.trim() === '' ? blank : undefined
}

/** What stands around a drawing. */
interface Visit {
  readonly rows: Rows
  readonly session: number
  readonly live?: ReadonlyMap<string, Live>
  /** States that stand in for the first ones, by id. */
  readonly saved?: ReadonlyMap<string, Fields>
  readonly refused?: Refused & { readonly id: string }
}

/** Draws a whole page. */
export function drawPage(path: string, visit: Visit): Drawn[] {
  return (pages[path] ?? []).map((tag) => begin(visit, tag))
}

function begin(visit: Visit, tag: Tag): Drawn {
  return draw(visit, { ...tag, state: visit.saved?.get(tag.id) ?? kindOf(tag).start })
}

function draw(visit: Visit, { kind, id, args, state }: Tag & { readonly state: Fields }): Drawn {
  const { rows, session } = visit
  const refused = visit.refused?.id === id ? visit.refused : undefined
  const drawing = kindOf({ kind }).draw({ rows, kind, id, args, state }, refused)
  const children = drawing.children.map((tag) => place(visit, tag))
  return { kind, id, args, state, session, ...drawing, children }
}

function place(visit: Visit, tag: Tag): Drawn | Kept {
  const { live, session } = visit
  const alive = live?.get(tag.id)
  if (alive?.session !== session) return begin(visit, tag)
  if (isSame(alive.args, tag.args)) return { id: tag.id, kept: true }
  if (alive.state === undefined)
    return { id: tag.id, kept: true, newArgs: { args: tag.args, session } }
  return draw(visit, { ...tag, state: alive.state })
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
