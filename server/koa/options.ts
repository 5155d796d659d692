import type { Context } from 'koa'
import { ConfigError, type Principal, type Renderer, type Toolkit } from '../core/index.ts'
import type { BadStatesOptions } from './bad-states.ts'

/** What the Koa room is made of. */
export interface KoaOptions {
  readonly toolkit: Toolkit
  readonly renderer: Renderer
  /** The user of a request; states sealed for one do not open for another. */
  readonly principal?: (ctx: Context) => Principal
  /** Origins beside the site's own, protocol and host, that calls may come from, for instance behind a proxy. */
  readonly origins?: readonly string[]
  /** Path to go to when a state does not open and there is no better page; `/`. */
  readonly home?: string
  /** How many states that do not open an address may send; `false` for any number. */
  readonly badStates?: BadStatesOptions | false
}

/** @throws ConfigError when an origin is none, or `home` is not a path of this site */
export function checkOptions({ origins = [], home = '/' }: KoaOptions): void {
  for (const origin of origins) {
    // A slash at the end, or capitals, would never match; `null` is the origin of any sandboxed frame.
    if (origin === 'null' || !URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigError(
        `${JSON.stringify(origin)} is not an origin such as https://example.org.`,
      )
    }
  }
  if (!/^\/(?![/\\])/.test(home)) {
    throw new ConfigError(`home ${JSON.stringify(home)} has to be a path such as /.`)
  }
}
