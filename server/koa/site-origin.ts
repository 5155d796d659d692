import type { Context } from 'koa'

/** A Host may be written by anybody: what looks like a path must not choose another site. */
const plain = /^https?:\/\/(?:[\w.-]+|\[[\d:a-f.]+\])(?::\d+)?$/i

/**
 * Scheme and host of this site, as `https://example.org`. Koa's own `ctx.origin` is the request's `Origin`
 * header since Koa 3.1: comparing a header with itself would let every site through.
 */
export function siteOrigin({ request }: Context): string {
  const asked = `${request.protocol}://${request.host}`
  if (asked !== last.asked) last = { asked, origin: toOrigin(asked) }
  return last.origin
}

/** A site has few names: to parse the same one again takes longer than all else that a small visit needs. */
let last = { asked: '', origin: '' }

function toOrigin(asked: string): string {
  return plain.test(asked) && URL.canParse(asked) ? new URL(asked).origin : 'http://invalid'
}
