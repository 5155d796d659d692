import type { Context } from 'koa'
import type { Instance, Meter } from '../core/rooms.ts'
import type { Publish } from './live/publish.ts'
import type { KoaOptions } from './options.ts'
import type { SessionBinding } from './session/session.ts'

/** All that the parts of the Koa room share. */
export interface Room extends KoaOptions {
  readonly session: SessionBinding
  readonly publish: Publish
  /** Instances to draw as they are in a page that a refused call shows again. */
  readonly overlaid: WeakMap<Context, ReadonlyMap<string, Instance>>
  /** Meters of calls that are reported. */
  readonly meters: WeakMap<Context, Meter>
}

/** Whether a path is ours: of a call, or of a script. */
export function isOwnPath({ toolkit: { prefix } }: Room, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}
