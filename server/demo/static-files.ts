import { fileURLToPath } from 'node:url'
import { send } from '@koa/send'
import type { Context, Middleware } from 'koa'

const root = fileURLToPath(new URL('../../public/demo', import.meta.url))
const maxAge = 5 * 60 * 1000

/**
 * Serves the files of `public/demo`.
 * @param prefix path that they are served under, without a slash at its end
 */
export function staticFiles(prefix: string): Middleware {
  return async (ctx, next) => {
    const asked = ctx.method === 'GET' || ctx.method === 'HEAD'
    const within = asked && ctx.path.startsWith(`${prefix}/`)
    if (!within || !(await isSent(ctx, ctx.path.slice(prefix.length)))) await next()
  }
}

/** The message of a file not found holds its full path: it must not reach the browser. */
async function isSent(ctx: Context, path: string): Promise<boolean> {
  try {
    return Boolean(await send(ctx, path, { root, maxAge, gzip: false, brotli: false }))
  } catch (error) {
    if (error instanceof Error && 'status' in error && Number(error.status) < 500) return false
    throw error
  }
}
