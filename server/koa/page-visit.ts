import type { Context } from 'koa'
import { ConfigError, toPagePath, type Visit } from '../core/rooms.ts'
import { askedUrl } from './base-path.ts'
import { callVisit } from './call-visit.ts'
import type { RenderOptions } from './context.ts'
import { homePage, isOwnPage, type Room } from './room.ts'
import { flashParameter, openFlash, readFlash } from './session/flash.ts'

/** Makes the visit of a page that is rendered. */
export async function pageVisit(
  room: Room,
  ctx: Context,
  options: RenderOptions = {},
): Promise<Visit> {
  const base = callVisit(room, ctx, {
    page: pageOf(room, ctx),
    flash: readFlash(ctx.query[flashParameter]),
  })
  const visit: Visit = {
    ...base,
    sealer: () => room.session.sealerForRender(ctx),
    partial: ctx.htmx.partial,
    idPrefix: checkIdPrefix(options.idPrefix),
    overlaid: room.overlaid.get(ctx) ?? new Map(),
  }
  // A page without flash must not touch the session: it may be cached and sets no cookie.
  if (visit.flash === '') return visit
  return { ...visit, saved: await openFlash({ ...visit, sealer: base.sealer }, visit.flash) }
}

/** @throws ConfigError when ids would need an escape, in HTML or in a selector */
function checkIdPrefix(prefix = ''): string {
  if (/^(?:[A-Za-z][\w-]*)?$/.test(prefix)) return prefix
  throw new ConfigError(`idPrefix ${JSON.stringify(prefix)}: use letters, digits, - and _.`)
}

/** A page that is drawn by a call is not one to come back to. */
function pageOf(room: Room, ctx: Context): string {
  const page = toPagePath(askedUrl(ctx), flashParameter)
  return isOwnPage(room, ctx, page) ? toPagePath(homePage(room, ctx)) : page
}
