import type { Context } from 'koa'
import { CrossSite } from '../core/rooms.ts'
import { siteOrigin } from './site-origin.ts'

/**
 * Refuses a request that another site's page made. A request without both headers is let through: its
 * sealed state, bound to the session, shows that one of our pages made it.
 * @throws CrossSite
 * @see Fetch Metadata Request Headers (Sec-Fetch-Site), RFC 6454 (Origin)
 */
export function checkSite(ctx: Context, origins: readonly string[]): void {
  const site = ctx.get('Sec-Fetch-Site')
  if (site !== '') {
    if (site !== 'same-origin') throw new CrossSite()
    return
  }
  const origin = ctx.get('Origin')
  if (origin !== '' && origin !== siteOrigin(ctx) && !origins.includes(origin))
    throw new CrossSite()
}
