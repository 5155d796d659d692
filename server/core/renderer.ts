import type { Fields } from './component/schema.ts'
import type { Instance, Visit } from './instance/visit.ts'

/** Draws HTML. The Koa room is handed one, so that it knows no template engine. */
export interface Renderer {
  /**
   * Draws a view with all components on it.
   * @param view its path below a views folder
   * @param data what the view sees
   */
  readonly page: (visit: Visit, view: string, data: object) => Promise<string>
  /** Draws one component that is loaded already, with its children. */
  readonly fragment: (instance: Instance) => Promise<string>
  /** Whether the texts of a component's slots are still what they were when it was sealed. */
  readonly hasSlots: (slots: Fields) => boolean
  /** Text of a view's file, to show a developer; `undefined` where there is none. */
  readonly sourceOf?: (view: string) => string | undefined
  /** Absolute paths of the folders with the app's views, to watch them in development. */
  readonly folders?: readonly string[]
}
