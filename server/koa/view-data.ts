import type { Context } from 'koa'

/** What a view sees: `sealwax.base`, `sealwax.messages()`, `ctx.state`, and what it is given. */
export function viewData(ctx: Context, data: object): object {
  const { base, messages } = ctx.sealwax
  return { sealwax: { base, messages }, ...ctx.state, ...data }
}
