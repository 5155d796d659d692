import type { Context } from 'koa'

/**
 * Scheme and host of this site, as `https://example.org`. Koa's own `ctx.origin` is the request's `Origin`
 * header since Koa 3.1: comparing a header with itself would let every site through.
 */
export function siteOrigin(ctx: Context): string {
  const origin = `${ctx.protocol}://${ctx.host}`
  const isUsable = /^https?:/.test(origin) && URL.canParse(origin)
  return isUsable ? new URL(origin).origin : 'http://invalid'
}
