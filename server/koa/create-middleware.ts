import type { Context } from 'koa'
import { answerHtml } from './answers/answer-html.ts'
import { basePath } from './base-path.ts'
import { createCallRoute } from './call-route.ts'
import type { Message, Middleware, SealwaxContext } from './context.ts'
import { createReload, developmentFiles } from './development/create-reload.ts'
import { watchSessionOrder } from './development/session-order.ts'
import { showErrors } from './development/show-errors.ts'
import { createHtmx } from './htmx.ts'
import { checkInspector } from './inspector/check-inspector.ts'
import { createInspector } from './inspector/create-inspector.ts'
import { createLiveRoute } from './live/live-route.ts'
import { publishTo } from './live/publish.ts'
import { checkKoaOptions, type KoaOptions } from './options.ts'
import { pageVisit } from './page-visit.ts'
import { isOwnPath, type Room } from './room.ts'
import { createScripts } from './scripts.ts'
import { takeMessages } from './session/messages.ts'
import { createSessionBinding } from './session/session.ts'
import { createTexts } from './texts.ts'
import { timedRenderer } from './timed-renderer.ts'
import { fileOwner } from './uploads/owner.ts'
import { viewData } from './view-data.ts'

/**
 * Makes the middleware: `ctx.render`, `ctx.htmx`, `ctx.sealwax`, the call route, the stream of living pages and the
 * scripts. It stands after koa-session and whatever fills `ctx.state`, before the page routes and their guards.
 * @param options `toolkit` and `renderer`; all others have defaults
 * @returns Koa middleware
 * @throws ConfigError when an option can't mean what it says
 */
export function createMiddleware(options: KoaOptions): Middleware {
  checkKoaOptions(options)
  checkInspector(options.inspector, options.toolkit)
  const { development } = options.toolkit
  const binding = createSessionBinding(options.toolkit, options.principal)
  const order = development ? watchSessionOrder(binding) : undefined
  const session = order?.binding ?? binding
  const renderer = timedRenderer(options.renderer)
  const room: Room = {
    ...options,
    renderer,
    session,
    textsOf: createTexts(options.texts),
    publish: publishTo(options.toolkit.bus),
    overlaid: new WeakMap(),
    meters: new WeakMap(),
    failures: development ? new WeakMap() : undefined,
  }
  const answerCall = createCallRoute(room)
  const answerScript = createScripts(options.toolkit.prefix, development ? developmentFiles : [])
  const live = createLiveRoute(room)
  const routes = new Map([...createInspector(room), ...createReload(room), ...live.routes])
  const answer: Middleware = async (ctx, next) => {
    if (!isOwnPath(room, ctx.path)) await next()
    else await (routes.get(ctx.path) ?? answerCall)(ctx, next)
  }
  return async (ctx, next) => {
    // Of another toolkit, in front of this one.
    const { htmx, sealwax, render } = ctx
    order?.note(ctx)
    extend(room, ctx)
    if (development) showErrors(room, ctx)
    room.uploads?.serve(ctx, () => fileOwner(session.identity(ctx)))
    try {
      // A script is for everybody: the session is not even looked at.
      if (!answerScript(ctx)) await live.watch(ctx, () => answer(ctx, next))
    } finally {
      if (sealwax !== undefined) Object.assign(ctx, { htmx, sealwax, render })
    }
  }
}

/** Properties are set, not defined: that costs a tenth of a small call less. */
function extend(room: Room, ctx: Context): void {
  let messages: readonly Message[] | undefined
  const base = basePath(ctx, room.base)
  const added: SealwaxContext = {
    htmx: createHtmx(ctx, base),
    sealwax: {
      base,
      renew: () => room.session.renew(ctx),
      publish: room.publish,
      messages() {
        messages ??= takeMessages(ctx)
        return messages
      },
    },
    async render(view, data = {}, options = {}) {
      const visit = await pageVisit(room, ctx, options)
      const html = await room.renderer.page(visit, view, viewData(ctx, data))
      if (visit.ids.size > 0) markPrivate(ctx)
      answerHtml(ctx, html)
    },
  }
  Object.assign(ctx, added)
}

/** A page that sealed anything is for one session alone. */
function markPrivate(ctx: Context): void {
  ctx.set('Cache-Control', 'private, no-store')
  ctx.vary('HX-Request')
}
