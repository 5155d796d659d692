import type { Context } from 'koa'
import { createVisit, type Toolkit, type Visit } from '../core/rooms.ts'
import type { Room } from './room.ts'
import { siteOrigin } from './site-origin.ts'
import { warn } from './warn.ts'

/** Makes the visit of a call: it never makes a binding. */
export function callVisit(
  { toolkit, session, meters, failures, texts, textsOf }: Room,
  ctx: Context,
  { page, flash }: Pick<Visit, 'page' | 'flash'>,
): Visit {
  return createVisit({
    toolkit: withBase(toolkit, ctx.sealwax.base),
    ctx,
    page,
    flash,
    sealer: () => session.sealer(ctx),
    origin: siteOrigin(ctx),
    meter: meters.get(ctx),
    texts: texts && (() => textsOf(ctx)),
    warn: (message) => warn(ctx, message),
    failed: failures && ((id, what) => void failures.set(ctx, { id, what })),
  })
}

/** The URLs of calls are those that a browser asks for. */
function withBase(toolkit: Toolkit, base: string): Toolkit {
  return base === '' ? toolkit : { ...toolkit, prefix: base + toolkit.prefix }
}
