import type { Fields, Tag } from '../app/kind.ts'
import type { Fate } from '../proxy.ts'
import type { Drawn } from './server.ts'

/** A component in a page. */
export interface Node extends Tag {
  args: Fields
  state: Fields
  session: number
  /** Grows with each drawing. */
  revision: number
  shown: Fields
  forms: ReadonlyMap<string, Form>
  children: Node[]
  /** Those that are still meant: waiting or under way. */
  readonly calls: Set<Call>
  /** The first is under way. */
  readonly queue: Call[]
  isConnected: boolean
  /** What a parent gives it that has been drawn while it was busy. */
  newArgs: Given | undefined
}

/** Sealed for a session, as a state is. */
export interface Given {
  readonly args: Fields
  readonly session: number
}

/** A form by its fields. */
export type Form = ReadonlyMap<string, Field>

export interface Field {
  /** What it was drawn with. */
  initial: string
  now: string
  /** A browser no longer goes by what is drawn once somebody has typed. */
  isDirty: boolean
}

/** A call that was made in a page. */
export interface Call {
  readonly method: string
  readonly params: Fields
  /** The form that it comes from. */
  readonly form: Form | undefined
  readonly fate: Fate
  /** What becomes of requests that follow from it: for the page, or for other components. */
  readonly nextFate: Fate
  /** When it was made. */
  readonly at: number
}

let revisions = 0

export function createNode(drawn: Drawn): Node {
  const { kind, id } = drawn
  const node: Node = {
    kind,
    id,
    ...stateOf(drawn),
    shown: {},
    forms: new Map(),
    children: [],
    calls: new Set(),
    queue: [],
    isConnected: true,
    newArgs: undefined,
  }
  show(node, drawn, { cursor: undefined, isKept: false })
  node.children = drawn.children.flatMap((child) => ('kept' in child ? [] : [createNode(child)]))
  return node
}

function stateOf({ args, state, session }: Drawn) {
  return { args, state, session, revision: ++revisions }
}

/** Puts a newer state into a node that stays as it is. */
export function renew(node: Node, drawn: Drawn): void {
  Object.assign(node, stateOf(drawn), { newArgs: undefined })
}

/** How a drawing treats what somebody has typed. */
export interface Typing {
  /** The field that somebody types in: its text stays. */
  readonly cursor: Field | undefined
  /** Whether all that was typed stays as it is, with what its field was drawn with. */
  readonly isKept: boolean
}

/** Draws a node anew, without its children. */
export function show(node: Node, drawn: Drawn, typing: Typing): void {
  renew(node, drawn)
  node.shown = drawn.shown
  const forms = Object.entries(drawn.forms).map(([method, fields]): [string, Form] => {
    const form = node.forms.get(method) ?? createForm(fields)
    for (const [name, field] of form) redrawField(field, fields[name] as string, typing)
    return [method, form]
  })
  node.forms = new Map(forms)
}

function createForm(fields: Readonly<Record<string, string>>): Form {
  const entries = Object.entries(fields)
  return new Map(entries.map(([name, now]) => [name, { initial: now, now, isDirty: false }]))
}

function redrawField(field: Field, initial: string, { cursor, isKept }: Typing): void {
  if (field.initial === initial || (isKept && isTyped(field))) return
  field.initial = initial
  if (!field.isDirty || field !== cursor) field.now = initial
  if (field !== cursor) field.isDirty = true
}

export function typeInto(field: Field, text: string): void {
  Object.assign(field, { now: text, isDirty: true })
}

function isTyped({ initial, now }: Field): boolean {
  return initial !== now
}

/** Takes a node and all in it out of the page. */
export function detach(node: Node): void {
  node.isConnected = false
  for (const child of node.children) detach(child)
}

/** A node and all in it, in the order of the page. */
export function withChildren(node: Node): Node[] {
  return [node, ...node.children.flatMap(withChildren)]
}

/** Whether a drawing has a place for all that was typed in a node. */
export function hasPlaceFor(node: Node, drawn: ReadonlyMap<string, Drawn>): boolean {
  return withChildren(node).every(({ id, forms }) =>
    [...forms].every(([method, form]) =>
      [...form].every(
        ([name, field]) => !isTyped(field) || drawn.get(id)?.forms[method]?.[name] !== undefined,
      ),
    ),
  )
}

export function valuesOf(form: Form): Readonly<Record<string, string>> {
  return Object.fromEntries([...form].map(([name, { now }]) => [name, now]))
}

export function resetForm(form: Form): void {
  for (const field of form.values()) Object.assign(field, { now: field.initial, isDirty: false })
}
