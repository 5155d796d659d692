import type { Context } from 'koa'
import { ConfigError, toPagePath } from '../core/rooms.ts'
import { warn } from './warn.ts'

/** What a proxy takes off the path of each request: a path such as `/app`, or what says it. */
export type Base = string | ((ctx: Context) => string)

/** It goes into attributes, headers and seals, and may come from a header of the request. */
const plain = /^(?:\/[\w.~!$()*+,;=:@%-]+)*$/

/** @throws ConfigError when a base is not a path, without a slash at its end */
export function checkBase(base: Base): void {
  if (typeof base === 'function' || plain.test(base)) return
  throw new ConfigError(`base ${JSON.stringify(base)} has to be a path such as /app.`)
}

/**
 * Path that a browser has in front of the paths that our middleware sees: what a proxy took off, and the place
 * where koa-mount put the app.
 */
export function basePath(ctx: Context, base: Base = ''): string {
  if (base === '' && ctx['mountPath'] === undefined) return ''
  return takenOff(ctx, base) + mountedAt(ctx)
}

function takenOff(ctx: Context, base: Base): string {
  if (typeof base === 'string') return base
  const path = withoutSlash(base(ctx))
  if (plain.test(path)) return path
  warn(ctx, `base ${JSON.stringify(path)} is not a path such as /app.`)
  return ''
}

/** koa-mount names just the innermost of several places, and goes on naming it behind the app that is mounted there. */
function mountedAt(ctx: Context): string {
  if (ctx['mountPath'] === undefined) return ''
  const asked = pathOf(toPagePath(ctx.originalUrl))
  const place = ctx.path === '/' ? withoutSlash(asked) : before(asked, ctx.path)
  return plain.test(place) ? place : ''
}

function before(asked: string, path: string): string {
  return asked.endsWith(path) ? asked.slice(0, -path.length) : ''
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}

/** What a page's URL has in front of a query. */
export function pathOf(page: string): string {
  return page.replace(/\?.*$/s, '')
}

/** Path and query of a request as the browser has them. */
export function askedUrl(ctx: Context): string {
  return proxyBase(ctx) + toPagePath(ctx.originalUrl)
}

/** A page's URL as Koa has it: behind the proxy in `originalUrl`, and where we are mounted in `url`. */
export function urlsOf(ctx: Context, page: string): Pick<Context, 'url' | 'originalUrl'> {
  return { url: below(ctx.sealwax.base, page), originalUrl: below(proxyBase(ctx), page) }
}

function proxyBase(ctx: Context): string {
  const { base } = ctx.sealwax
  return base === '' ? '' : base.slice(0, base.length - mountedAt(ctx).length)
}

/** What is left of a page's URL behind a base; all of it where the page is somewhere else. */
export function below(base: string, page: string): string {
  const rest = page.slice(base.length)
  if (!page.startsWith(base) || !/^(?:[/?]|$)/.test(rest)) return page
  return rest.startsWith('/') ? rest : `/${rest}`
}
