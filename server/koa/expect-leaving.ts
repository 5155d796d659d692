import type { Context } from 'koa'

/** Says that a page may be left before its stream has ended: Koa takes that for an error. */
export function expectLeaving(ctx: Context): void {
  const answer = ctx.onerror.bind(ctx)
  const onerror = (error: NodeJS.ErrnoException) => {
    if (error?.code !== 'ERR_STREAM_PREMATURE_CLOSE') answer(error)
  }
  Object.assign(ctx, { onerror })
}
