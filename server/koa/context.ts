import type { Context, Next } from 'koa'
import type { Htmx } from './htmx.ts'

/** Session of koa-session, as far as the toolkit uses it. */
export interface SessionHolder {
  session?: Record<string, unknown> | null
}

/** A text for the user, shown once. */
export interface Message {
  readonly text: string
}

/** What the middleware adds to Koa's context. */
export interface SealwaxContext {
  /**
   * Draws a view with its components and answers with it.
   * @param view its path below a views folder
   * @param data what the view sees beside `ctx.state`; `{}`
   * @param options `idPrefix`
   * @throws ConfigError for a mistake in the view, SealingBlocked for a state that can't be sealed, and whatever a
   * component's own code throws
   */
  render: (view: string, data?: object, options?: RenderOptions) => Promise<void>
  /** What htmx said in this request, and what to tell it in the answer. */
  readonly htmx: Htmx
  readonly sealwax: {
    /**
     * Path that the browser has in front of the app's own: where koa-mount put it, and the option `base`. `''` for
     * an app at the root. A view has it as `sealwax.base`.
     */
    readonly base: string
    /**
     * Binds this session anew: states that were sealed before no longer open. Call it after a login and
     * after `ctx.session.regenerate()`.
     */
    readonly renew: () => void
    /**
     * Has every open page that shows one of these topics draw it anew. Call it when the change can be read, behind a
     * transaction. Never rejects.
     * @param topics as components name them
     * @throws ConfigError, as a rejection, for what can't be a topic
     */
    readonly publish: (...topics: string[]) => Promise<void>
    /**
     * Texts of `self.client.message()` that no page has shown yet. They are taken: the page that asks for them
     * shows them. A view asks by `sealwax.messages()`.
     */
    readonly messages: () => readonly Message[]
  }
}

/** Options of `ctx.render`. */
export interface RenderOptions {
  /**
   * Put before the ids of components without a parent: for a fragment that is inserted into a page. Letters, digits,
   * `-` and `_`.
   */
  readonly idPrefix?: string
}

/** Koa middleware. */
export type Middleware = (ctx: Context, next: Next) => Promise<void>

declare module '../core/ctx.ts' {
  interface Registry {
    ctx: Context
  }
}

declare module 'koa' {
  interface DefaultContext extends SealwaxContext {}
}
