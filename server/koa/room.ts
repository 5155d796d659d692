import type { Context } from 'koa'
import type { Instance, Meter, Texts } from '../core/rooms.ts'
import { below, pathOf } from './base-path.ts'
import type { Publish } from './live/publish.ts'
import type { KoaOptions } from './options.ts'
import type { SessionBinding } from './session/session.ts'

/** Which component was being drawn when something failed. */
export interface Failed {
  /** Its id, with those of its parents in front. */
  readonly id: string
  /** Its name, and where its tag stands. */
  readonly what: string
}

/** All that the parts of the Koa room share. */
export interface Room extends KoaOptions {
  readonly session: SessionBinding
  /** What we say to a visitor. */
  readonly textsOf: (ctx: Context) => Texts
  readonly publish: Publish
  /** Instances to draw as they are in a page that a refused call shows again. */
  readonly overlaid: WeakMap<Context, ReadonlyMap<string, Instance>>
  /** Meters of calls that are reported. */
  readonly meters: WeakMap<Context, Meter>
  /** Which component failed, by request; in development. */
  readonly failures: WeakMap<Context, Failed> | undefined
}

/** Whether a path, as our middleware sees it, is ours: of a call, or of a script. */
export function isOwnPath({ toolkit: { prefix } }: Room, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}

/** Whether a page's URL is ours. */
export function isOwnPage(room: Room, ctx: Context, page: string): boolean {
  return isOwnPath(room, below(ctx.sealwax.base, pathOf(page)))
}

/** Page to go to where there is no better one. */
export function homePage({ home = '/' }: Room, ctx: Context): string {
  return ctx.sealwax.base + home
}
