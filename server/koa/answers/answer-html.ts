import type { Context } from 'koa'

/** Answers with HTML: as `ctx.type = 'html'` does, which has to look the type up, and `ctx.body`. */
export function answerHtml({ response }: Context, html: string): void {
  response.set('Content-Type', 'text/html; charset=utf-8')
  response.body = html
}
