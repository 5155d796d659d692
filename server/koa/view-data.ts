import type { Context } from 'koa'

/** What a view sees: `sealwax.messages()`, `ctx.state`, and what it is given. */
export function viewData(ctx: Context, data: object): object {
  const { messages } = ctx.sealwax
  return { sealwax: { messages }, ...ctx.state, ...data }
}
