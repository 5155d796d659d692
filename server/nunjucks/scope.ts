import { ConfigError, type Instance } from '../core/index.ts'
import type { Owner } from './owner.ts'
import type { Render } from './render.ts'

/** The `{% form %}` whose body is running. */
export interface FormScope {
  readonly method: string
  /** Hidden fields that belong to the fields drawn so far. */
  readonly companions: Set<string>
}

/** What is known of a component while its template runs. */
export interface Drawing {
  readonly instance: Instance
  readonly counts: Map<string, number>
  attrs: number
  sealed: number
  /** Whether a field stands outside a form. */
  looseFields: boolean
  /** Whether a field took the focus. */
  focused: boolean
  readonly companions: Set<string>
  /** Runs when the template has run: seals, and fills in the places that wait for the seal. */
  readonly later: (() => void)[]
  sealedText: string | undefined
}

/** Templates run synchronously, so what runs is known without being passed. */
export interface Scope {
  readonly render: Render
  /** The component being drawn; `undefined` in a page. */
  readonly drawing: Drawing | undefined
  readonly owner: Owner | undefined
  readonly form: FormScope | undefined
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
