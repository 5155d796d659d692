import type { Context } from 'koa'
import type { Principal, Renderer, Toolkit } from '../core/index.ts'
import type { BadStatesOptions } from './bad-states.ts'

/** What the Koa room is made of. */
export interface KoaOptions {
  readonly toolkit: Toolkit
  readonly renderer: Renderer
  /** The user of a request; states sealed for one do not open for another. */
  readonly principal?: (ctx: Context) => Principal
  /** Origins beside `ctx.origin` that calls may come from, for instance behind a proxy. */
  readonly origins?: readonly string[]
  /** Path to go to when a state does not open and there is no better page; `/`. */
  readonly home?: string
  /** How many states that do not open an address may send; `false` for any number. */
  readonly badStates?: BadStatesOptions | false
}
