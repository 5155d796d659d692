import type { Context } from 'koa'
import { ConfigError, type Instance, type Toolkit, toPagePath, type Visit } from '../core/index.ts'
import type { RenderOptions } from './context.ts'
import type { KoaOptions } from './options.ts'
import { flashParameter, openFlash, readFlash } from './session/flash.ts'
import type { SessionBinding } from './session/session.ts'
import { siteOrigin } from './site-origin.ts'
import { warn } from './warn.ts'

/** All that the parts of the Koa room share. */
export interface Room extends KoaOptions {
  readonly session: SessionBinding
  /** Instances to draw as they are in a page that a refused call shows again. */
  readonly overlaid: WeakMap<Context, ReadonlyMap<string, Instance>>
}

/** Makes the visit of a page that is rendered. */
export async function pageVisit(
  room: Room,
  ctx: Context,
  options: RenderOptions = {},
): Promise<Visit> {
  const base = createVisit(room, ctx, {
    page: pageOf(room, ctx),
    flash: readFlash(ctx.query[flashParameter]),
  })
  const visit: Visit = {
    ...base,
    sealer: () => room.session.sealerForRender(ctx),
    partial: ctx.htmx.partial,
    idPrefix: checkIdPrefix(options.idPrefix),
    overlaid: room.overlaid.get(ctx) ?? new Map(),
  }
  // A page without flash must not touch the session: it may be cached and sets no cookie.
  if (visit.flash === '') return visit
  return { ...visit, saved: await openFlash({ ...visit, sealer: base.sealer }, visit.flash) }
}

/** @throws ConfigError when ids would need an escape, in HTML or in a selector */
function checkIdPrefix(prefix = ''): string {
  if (/^(?:[A-Za-z][\w-]*)?$/.test(prefix)) return prefix
  throw new ConfigError(`idPrefix ${JSON.stringify(prefix)}: use letters, digits, - and _.`)
}

/** A page that is drawn by a call is not one to come back to. */
function pageOf({ toolkit, home }: Room, { originalUrl }: Context): string {
  const page = toPagePath(originalUrl, flashParameter)
  return isCallPath(toolkit, page.replace(/\?.*$/s, '')) ? toPagePath(home ?? '/') : page
}

/** Whether a path is ours. */
export function isCallPath({ prefix }: Toolkit, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}

/** Makes the visit of a call: it never makes a binding. */
export function createVisit(
  { toolkit, session }: Room,
  ctx: Context,
  at: Pick<Visit, 'page' | 'flash'>,
): Visit {
  return {
    ...at,
    toolkit,
    ctx,
    sealer: () => session.sealer(ctx),
    origin: siteOrigin(ctx),
    partial: false,
    idPrefix: '',
    ids: new Set(),
    counts: new Map(),
    saved: new Map(),
    overlaid: new Map(),
    live: new Map(),
    isCall: false,
    warn: (message) => warn(ctx, message),
  }
}
