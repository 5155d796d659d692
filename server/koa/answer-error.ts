import type { Context } from 'koa'
import {
  ConfigError,
  InternalError,
  randomId,
  SealingBlocked,
  SealwaxError,
  StaleComponentState,
  StateExpired,
  StateOutdated,
  StateRejected,
  StateReplayed,
  sameSiteUrl,
} from '../core/index.ts'
import { withFlash } from './flash.ts'
import { createVisit, type Room } from './page-visit.ts'
import { siteOrigin } from './site-origin.ts'

/** The one place where a call's errors become answers. */
export async function answerError(room: Room, ctx: Context, thrown: unknown): Promise<void> {
  const error = toAnswerable(thrown)
  ctx.app.emit('error', error, ctx)
  if (ctx.htmx.isHtmx) return answerHtmx(ctx, error)
  const page = pageAfter(room, ctx, error)
  if (page === undefined) return drawErrorPage(room, ctx, error)
  ctx.status = 303
  ctx.redirect(page)
}

/** Whatever is none of the table's cases: an opaque id goes out, the error itself to the log. */
function toAnswerable(thrown: unknown): SealwaxError {
  const isOurs = thrown instanceof SealwaxError
  if (isOurs && !(thrown instanceof ConfigError) && !(thrown instanceof SealingBlocked))
    return thrown
  return new InternalError(randomId(6), thrown)
}

function answerHtmx(ctx: Context, error: SealwaxError): void {
  const { code, message, status } = error
  for (const header of ['X-Component', 'HX-Trigger']) ctx.remove(header)
  const id = error instanceof StaleComponentState ? (error.component ?? targetId(ctx)) : undefined
  ctx.htmx.reswap(id === undefined ? 'none' : 'delete')
  if (id !== undefined) ctx.htmx.retarget(`#${id}`)
  ctx.status = status
  ctx.type = 'json'
  ctx.body = JSON.stringify({ error: { code, message } })
}

/** Where the data was gone before the state could be read, only htmx knows which element it was. */
function targetId(ctx: Context): string | undefined {
  return /#([\w-]+)$/.exec(ctx.htmx.target ?? '')?.[1]
}

/** Page to go to without JavaScript; `undefined` where an error page is better. */
function pageAfter(room: Room, ctx: Context, error: SealwaxError): string | undefined {
  if (error instanceof StateRejected) return refererPage(room, ctx) ?? room.home ?? '/'
  const isPast =
    error instanceof StateExpired ||
    error instanceof StateOutdated ||
    error instanceof StateReplayed
  return isPast ? withFlash(error.page, '') : undefined
}

/** Page that the browser comes from, if it is of this site and not a call itself. */
function refererPage({ toolkit }: Room, ctx: Context): string | undefined {
  const referer = ctx.get('Referer')
  if (!URL.canParse(referer) || new URL(referer).origin !== siteOrigin(ctx)) return undefined
  const page = sameSiteUrl(referer, siteOrigin(ctx))
  return page === toolkit.prefix || page.startsWith(`${toolkit.prefix}/`) ? undefined : page
}

async function drawErrorPage(room: Room, ctx: Context, error: SealwaxError): Promise<void> {
  const { status, message, code } = error
  const stale = error instanceof StaleComponentState ? error.page : undefined
  const back = stale ?? refererPage(room, ctx) ?? room.home ?? '/'
  const visit = createVisit(room, ctx, { page: back, flash: '' })
  const title =
    status === 410 ? 'No longer there' : status >= 500 ? 'Something went wrong' : 'Not possible'
  const html = await room.renderer.page(visit, 'sealwax/error.njk', {
    status,
    title,
    message,
    code,
    back,
  })
  ctx.status = status
  ctx.type = 'html'
  ctx.body = html
}
