import { ConfigError, type Instance, type Sealer } from '../../core/rooms.ts'
import type { LateHtml } from './markers.ts'
import type { Owner } from './owner.ts'
import type { Render } from './render.ts'

/** The `{% form %}` whose body is running. */
export interface FormScope {
  readonly method: string
  readonly hasFiles: boolean
  /** Hidden fields that belong to the fields drawn so far. */
  readonly companions: Set<string>
  /** Whether a field has the component drawn again while the form is filled in. */
  refreshes: boolean
  /** Whether a button does. */
  hasButton: boolean
}

/** HTML that holds a component's sealed state. */
export interface WaitingForSeal extends LateHtml {
  readonly draw: (drawing: Drawing) => string
}

/** What is known of a component while its template runs. */
export interface Drawing {
  readonly instance: Instance
  readonly sealer: Sealer | undefined
  /** How many components of each name stand in it without key. */
  counts: Map<string, number> | undefined
  attrs: number
  sealed: number
  /** Whether a field stands outside a form. */
  looseFields: boolean
  /** Whether a `call()` ran before `sealed()`. */
  calledBeforeSealed: boolean
  /** Id of the field that took the focus. */
  focused: string | undefined
  /** What `attrs()` put out. */
  attrsText: string
  /** What `sealed()` put out. */
  sealedMarker: string
  /** Hidden fields that belong to the fields drawn so far. */
  companions: Set<string> | undefined
  /** What waits for the seal, until the template has run. */
  readonly waiting: WaitingForSeal[]
  sealedText: string | undefined
}

export function createDrawing(instance: Instance, sealer: Sealer | undefined): Drawing {
  return {
    instance,
    sealer,
    counts: undefined,
    attrs: 0,
    sealed: 0,
    looseFields: false,
    calledBeforeSealed: false,
    focused: undefined,
    attrsText: '',
    sealedMarker: '',
    companions: undefined,
    waiting: [],
    sealedText: undefined,
  }
}

/** Templates run synchronously, so what runs is known without being passed. */
export interface Scope {
  readonly render: Render
  /** The component being drawn; `undefined` in a page. */
  readonly drawing: Drawing | undefined
  readonly owner: Owner | undefined
  readonly form: FormScope | undefined
  /** Whether a form is open, if only around the slot that runs. */
  readonly insideForm: boolean
}

/** Holds the scope of the template that runs now. */
export interface ScopeHolder {
  /** @throws ConfigError outside a render */
  current(word: string): Scope
  run<T>(scope: Scope, body: () => T): T
}

export function createScopeHolder(): ScopeHolder {
  let running: Scope | undefined
  return {
    current(word) {
      if (running === undefined) throw new ConfigError(`${word} is used outside ctx.render.`)
      return running
    },
    run(scope, body) {
      const before = running
      running = scope
      try {
        return body()
      } finally {
        running = before
      }
    },
  }
}

/** @throws ConfigError where no component's template text runs */
export function ownerOf({ owner }: Scope, word: string): Owner {
  if (owner !== undefined) return owner
  throw new ConfigError(`${word} belongs into a component's template.`)
}

/** @throws ConfigError in a slot, where another component is drawn than the one that owns the text */
export function ownDrawing(scope: Scope, word: string): Drawing {
  const { id } = ownerOf(scope, word)
  if (scope.drawing?.instance.id === id) return scope.drawing
  throw new ConfigError(`${word} belongs into a component's own template, not into a slot.`)
}
