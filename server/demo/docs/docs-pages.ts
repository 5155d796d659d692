import { Router } from '@koa/router'
import type { Context, Middleware } from 'koa'
import { createLibrary } from './library.ts'
import type { Page, Part } from './page.ts'

const policy = 'Content-Security-Policy'

/** Gives the docs to pages and to their search, as `ctx.state.docs`. */
export function provideDocs(): Middleware {
  const docs = createLibrary({ fresh: process.env['NODE_ENV'] !== 'production' })
  return (ctx, next) => {
    ctx.state.docs = docs
    return next()
  }
}

/** The pages of the docs. */
export function docsPages(): Router {
  const router = new Router()
  router.get('/docs', (ctx) => draw(ctx, 'docs-contents.njk', { path: '/docs' }))
  router.get('/docs/search', (ctx) => {
    return draw(ctx, 'docs-search.njk', { path: '/docs/search', asked: textOf(ctx.query['q']) })
  })
  router.get('/docs/:section/:slug', (ctx, next) => {
    const { section = '', slug = '' } = ctx.params
    const found = ctx.state.docs.find(section, slug)
    return found ? drawPage(ctx, found) : next()
  })
  return router
}

function textOf(value: string | string[] | undefined): string {
  return [value ?? ''].flat()[0] ?? ''
}

function drawPage(ctx: Context, page: Page): Promise<void> {
  const parts = ctx.state.docs.partsOf(page)
  const examples = parts.flatMap((part) => ('example' in part ? part.example : []))
  if (parts.some(isFrame)) ctx.set(policy, `${ctx.response.get(policy)};frame-src 'self'`)
  return draw(ctx, 'docs-page.njk', {
    path: page.path,
    doc: page,
    parts,
    styles: new Set(examples.flatMap(({ styles }) => styles)),
    scripts: new Set(examples.flatMap(({ scripts }) => scripts)),
    ...neighboursOf(page, ctx.state.docs.pages()),
  })
}

function isFrame(part: Part): boolean {
  return 'tutorial' in part
}

function neighboursOf(page: Page, pages: readonly Page[]) {
  const at = pages.indexOf(page)
  return { previous: pages[at - 1], next: pages[at + 1] }
}

function draw(ctx: Context, view: string, data: object): Promise<void> {
  return ctx.render(view, { page: 'docs', sections: ctx.state.docs.sections(), ...data })
}
