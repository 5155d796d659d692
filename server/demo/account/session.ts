import type { Context } from 'koa'

/** Whose session this is. It is all that keeps somebody logged in. */
export function userIdOf(ctx: Context): number | undefined {
  return ctx['session']?.userId
}

/**
 * Logs a user in, or out: a new session under a new name, so that neither a cookie nor a seal from before is good
 * for anything now, and letters of an earlier visitor are not shown.
 */
export async function changeUser(ctx: Context, userId: number | undefined): Promise<void> {
  ctx['session'].userId = userId
  delete ctx['session'].sender
  await ctx['session'].regenerate()
  ctx.sealwax.renew()
}
