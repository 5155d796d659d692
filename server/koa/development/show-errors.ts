import type { Context } from 'koa'
import type { Room } from '../room.ts'
import { drawErrorPage } from './error-page.ts'
import { reportError } from './error-report.ts'

/**
 * Has Koa's last word on an error be a page that helps. What stands in front of us and catches errors itself goes on
 * to do so.
 */
export function showErrors(room: Room, ctx: Context): void {
  const answerPlainly = ctx.onerror.bind(ctx)
  const onerror = (error: unknown): void => {
    const status = statusOf(error)
    const report = status < 500 || ctx.headerSent ? undefined : reportError(room, ctx, error)
    if (report === undefined) return answerPlainly(error as Error)
    ctx.app.emit('error', error, ctx)
    answer(ctx, status, drawErrorPage(report, ctx.sealwax.base + room.toolkit.prefix))
  }
  Object.assign(ctx, { onerror })
}

/** Of what is below 500 the app wants a browser to be told as Koa does it; nothing is no error. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return 0
  const { status, code } = error as { status?: unknown; code?: unknown }
  if (code === 'ENOENT') return 404
  return typeof status === 'number' && status < 600 ? status : 500
}

/** As Koa does it, headers that were meant for another answer are taken back. */
function answer({ res }: Context, status: number, page: string): void {
  const policy = res.getHeader('Content-Security-Policy')
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  if (policy !== undefined) res.setHeader('Content-Security-Policy', policy)
  res.statusCode = status
  res.setHeader('Content-Type', 'text/html; charset=utf-8')
  res.setHeader('Cache-Control', 'no-store')
  res.end(page)
}
