import type { Context } from 'koa'

/** A Host may be written by anybody: what looks like a path must not choose another site. */
const plain = /^https?:\/\/(?:[\w.-]+|\[[\d:a-f.]+\])(?::\d+)?$/i

/**
 * Scheme and host of this site, as `https://example.org`. Koa's own `ctx.origin` is the request's `Origin`
 * header since Koa 3.1: comparing a header with itself would let every site through.
 */
export function siteOrigin(ctx: Context): string {
  const origin = `${ctx.protocol}://${ctx.host}`
  return plain.test(origin) && URL.canParse(origin) ? new URL(origin).origin : 'http://invalid'
}
