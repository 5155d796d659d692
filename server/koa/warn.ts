import type { Context } from 'koa'

/** Says what a developer should know, by the app's `error` event: a request goes on. */
export function warn(ctx: Context, message: string): void {
  ctx.app.emit('error', Object.assign(new Error(message), { expose: false }), ctx)
}
