import type { Context } from 'koa'
import { createVisit, type Visit } from '../core/rooms.ts'
import type { Room } from './room.ts'
import { siteOrigin } from './site-origin.ts'
import { warn } from './warn.ts'

/** Makes the visit of a call: it never makes a binding. */
export function callVisit(
  { toolkit, session, meters }: Room,
  ctx: Context,
  { page, flash }: Pick<Visit, 'page' | 'flash'>,
): Visit {
  return createVisit({
    toolkit,
    ctx,
    page,
    flash,
    sealer: () => session.sealer(ctx),
    origin: siteOrigin(ctx),
    meter: meters.get(ctx),
    warn: (message) => warn(ctx, message),
  })
}
