import type { Context, Next } from 'koa'
import type { Instance } from '../../core/rooms.ts'
import { urlsOf } from '../base-path.ts'
import type { Room } from '../room.ts'
import { withFlash } from '../session/flash.ts'

/**
 * Shows refused input, or a form that is still being filled in, without JavaScript: the rest of the app answers once more as if the page were asked for,
 * with this instance, its messages and what was typed in its place. Redirects and errors of that run win.
 */
export async function showAgain(
  room: Room,
  instance: Instance,
  { ctx, next }: { ctx: Context; next: Next },
): Promise<void> {
  const { page, flash } = instance.visit
  room.overlaid.set(ctx, new Map([[instance.id, instance]]))
  const { method, url, originalUrl } = ctx
  disguise(ctx, { method: 'GET', ...urlsOf(ctx, withFlash(page, flash)) })
  try {
    await next()
    if (ctx.status === 200 && isRefused(instance)) ctx.status = 422
  } finally {
    // What stands in front of us, a log for instance, has seen a POST.
    disguise(ctx, { method, url, originalUrl })
  }
}

function isRefused({ refreshed, errors }: Instance): boolean {
  return !refreshed || Object.keys(errors).length > 0
}

type Asked = Pick<Context, 'method' | 'url' | 'originalUrl'>

/** Koa keeps the URL in four places. */
function disguise(ctx: Context, { method, url, originalUrl }: Asked): void {
  ctx.method = method
  ctx.url = url
  ctx.originalUrl = originalUrl
  Object.assign(ctx.request, { originalUrl, memoizedURL: undefined })
}
