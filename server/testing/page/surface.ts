import type { Fields } from '../../core/rooms.ts'
import type { Entry, FileEntry } from './form.ts'
import type { ParentNode } from './tree.ts'

/** What a control sends. */
export interface Sent {
  /** Id of the component that it is about; `undefined` for a form of the page itself. */
  readonly id: string | undefined
  readonly method: 'GET' | 'POST'
  readonly action: string
  readonly fields: readonly Entry[]
  /** Files by field, of a form that sends such. */
  readonly files: readonly FileEntry[] | undefined
  /** Whether the script sends it, where one runs; else the browser by itself. */
  readonly byScript: boolean
  /** Origin of the page that it is sent from, where that is another site's. */
  readonly site: string | undefined
}

/** An event that a method had the browser dispatch. */
export interface DispatchedEvent {
  readonly name: string
  /** In the form that public state has in the browser. */
  readonly detail: unknown
}

/** What the answer to a call said beside the component's HTML. */
export interface Told {
  readonly events: readonly DispatchedEvent[]
  readonly messages: readonly string[]
  readonly redirect: string | undefined
  readonly pushedUrl: string | undefined
  readonly title: string | undefined
  readonly value: unknown
  readonly removed: boolean
  readonly errors: Readonly<Record<string, readonly string[]>>
  /** Ids of components that are to draw themselves anew. */
  readonly refreshed: readonly string[]
}

/** What an answer does to the page. */
export interface Outcome extends Partial<Told> {
  /** The component's root as it is now. */
  readonly html?: string
  /** A page that takes the place of this one. */
  readonly document?: ParentNode | undefined
}

/** A page as a browser holds it: it changes with each answer. */
export interface Surface {
  document: ParentNode
  /** What the last call of each component came to, by id. */
  readonly told: Map<string, Told>
  /** Public state that goes along with the next call of a component, by id. */
  readonly pending: Map<string, Fields>
  /** Whether the library's script is at work: it tells of living children. */
  readonly scripted: boolean
  readonly send: (sent: Sent) => Promise<Outcome>
  /** Is told that the page has changed. */
  readonly changed: () => Promise<void>
}

const nothing: Told = {
  events: [],
  messages: [],
  redirect: undefined,
  pushedUrl: undefined,
  title: undefined,
  value: undefined,
  removed: false,
  errors: {},
  refreshed: [],
}

export function toldOf({ told }: Surface, id: string): Told {
  return told.get(id) ?? nothing
}

export function note({ told }: Surface, id: string, outcome: Outcome): void {
  const { html: _, document: __, ...said } = outcome
  told.set(id, { ...nothing, ...said })
}
