import type { Client, Ctx } from 'sealwax'

/**
 * Without a script the browser opens the page anew, at its top. Has it begin at an element instead: it is shown, and
 * Tab goes on from there.
 */
export function goOnAt({ client, ctx }: { client: Client; ctx: Ctx }, id: string): void {
  if (!ctx.htmx.isHtmx) client.replaceUrl(`#${id}`)
}
