import type { AnyComponent } from '../component/define-component.ts'
import type { Fields } from '../component/schema.ts'
import type { Ctx } from '../ctx.ts'
import type { Meter } from '../meter.ts'
import type { Sealer } from '../seal/seal.ts'
import type { Texts } from '../texts.ts'
import type { Toolkit } from '../toolkit.ts'
import type { Effects } from './client.ts'

/** One request, as the components on its page see it. */
export interface Visit {
  readonly toolkit: Toolkit
  readonly ctx: Ctx
  /** Seals for this session and principal; makes a binding where rendering needs a first one. */
  readonly sealer: () => Sealer
  /** Scheme and host of this site. */
  readonly origin: string
  /** Path and query of the page that shows the components. */
  readonly page: string
  /** States of other components that a page without JavaScript carries along, as its URL has them. */
  readonly flash: string
  /** Put before the ids of components that have no parent. */
  readonly idPrefix: string
  /** Whether the page is an answer to htmx, so that components without a parent need a key. */
  readonly partial: boolean
  /** Ids that were given out. */
  readonly ids: Set<string>
  /** How many components of each name stand in the page without key and parent. */
  readonly counts: Map<string, number>
  /** States that stand in for a first render, by id: from the page's URL. */
  readonly saved: ReadonlyMap<string, Snapshot>
  /** Instances that are drawn as they are, by id: with the messages of a refused call. */
  readonly overlaid: ReadonlyMap<string, Instance>
  /** Whether a call is answered: no guard of the page stands in front of it. */
  readonly isCall: boolean
  /** Children that are alive in the page whose parent is drawn again, by id. */
  readonly live: ReadonlyMap<string, LiveChild>
  /** Measures the call that is answered, where somebody wants to know. */
  readonly meter: Meter | undefined
  /** What we say to a visitor, in their language. */
  readonly texts?: (() => Texts) | undefined
  /** Says what a developer should know. */
  readonly warn: (message: string) => void
  /** Is told which component failed, in development. */
  readonly failed?: ((id: string, what: string) => void) | undefined
}

/** What a visit has to be told: all else is empty at first. */
export type VisitParts = Pick<Visit, 'toolkit' | 'ctx' | 'sealer' | 'origin' | 'page' | 'warn'> &
  Partial<Visit>

const none: ReadonlyMap<string, never> = new Map<string, never>()

/** Makes the visit of one request. Part by part: to spread what is given over the rest takes several times as long. */
export function createVisit(parts: VisitParts): Visit {
  const { toolkit, ctx, sealer, origin, page, warn, meter, failed, texts } = parts
  const { flash = '', idPrefix = '', partial = false, isCall = false } = parts
  const { ids = new Set(), counts = new Map(), live = none } = parts
  const { saved = none, overlaid = none } = parts
  const visit: Visit = {
    toolkit,
    ctx,
    sealer,
    origin,
    page,
    flash,
    idPrefix,
    partial,
    ids,
    counts,
    saved,
    overlaid,
    isCall,
    live,
    meter,
    warn,
  }
  return failed === undefined && texts === undefined
    ? visit
    : Object.assign(visit, { failed, texts })
}

/** What a tag says of a component. */
export interface Tag {
  readonly component: AnyComponent
  readonly id: string
  readonly args: Fields
  readonly attrs: Fields
  readonly slots: Fields
  /** What the text of its slots shows of its owner beside variables: messages of refused input. */
  readonly shown?: Fields | undefined
  /** `false`: nothing can stand for it in the page, so it is drawn though it is alive there. */
  readonly keepable?: boolean
}

/** A child that is alive in the page, as the browser tells of it. */
export interface LiveChild {
  /** Of what its parent gave it when it was drawn. */
  readonly digest: string
  /** Its sealed state, where the browser sent it along. */
  readonly state: string | undefined
}

/** A child that stays in the page as it is. */
export interface Kept {
  readonly component: AnyComponent
  readonly id: string
  /** What its parent gives it now, where that changed: it asks for itself with that. */
  readonly sealedArgs: string | undefined
}

/** One component on one page. */
export interface Instance {
  readonly component: AnyComponent
  readonly visit: Visit
  readonly id: string
  readonly args: Fields
  /** HTML attributes that the tag adds to the root. */
  readonly attrs: Fields
  /** Where the text of each slot stands; a matter of the renderer, sealed as data. */
  readonly slots: Fields
  /** Digest of what its parent gives it; `undefined` for a component of the page itself. */
  digest: string | undefined
  /** Milliseconds at which the first state of this chain was made. */
  readonly born: number
  /** Random name of the chain of states, for one-shot methods. */
  lineage: string
  publicState: Fields
  state: Fields
  /** What `load` returned. */
  loaded: Fields
  /** Where the bus stood before `load`, of a component with topics. */
  position: string | undefined
  /** Messages by field; `_form` holds those of the form as a whole. */
  errors: Record<string, string[]>
  /** What the user had sent when it was refused, or looked at while a form is filled in. */
  typed: Fields | undefined
  /** Method into whose form that was. */
  typedMethod: string | undefined
  /** Names of the fields that the user has been to, in a list by the method of their form. */
  visited: Fields
  /** Whether no method was called: nothing in it takes the focus. */
  refreshed: boolean
  /** What its method has queued. */
  readonly effects: Effects
}

/** What a seal holds of an instance: data only. Times are milliseconds. */
export interface Snapshot {
  readonly component: AnyComponent
  readonly id: string
  readonly page: string
  readonly issued: number
  readonly born: number
  readonly lineage: string
  readonly version: number
  readonly args: Fields
  readonly publicState: Fields
  readonly state: Fields
  readonly attrs: Fields
  readonly slots: Fields
  readonly visited: Fields
}

/** URL that calls a method, or refreshes without one. */
export function callUrl({ prefix }: Toolkit, component: string, method?: string): string {
  return method === undefined ? `${prefix}/${component}` : `${prefix}/${component}/${method}`
}
