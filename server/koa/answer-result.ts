import type { Context, Next } from 'koa'
import { type CallResult, type Instance, openSnapshot, sealedState } from '../core/index.ts'
import { updateFlash, withFlash } from './flash.ts'
import { toAsciiJson } from './htmx.ts'
import type { Room } from './page-visit.ts'
import type { Identity } from './session.ts'

/** A call that went well, or whose input was refused. */
export interface Answered {
  readonly room: Room
  readonly ctx: Context
  readonly next: Next
  readonly result: CallResult
  /** Binding and principal before the method ran. */
  readonly before: Identity
  /** The state that came with the request. */
  readonly sealed: string
}

/** Answers a call: to htmx with the component's root, else with the page. */
export async function answerResult(answered: Answered): Promise<void> {
  const { ctx, result } = answered
  if (ctx.htmx.isHtmx) return result.invalid ? drawRoot(answered, 422) : answerHtmx(answered)
  return result.invalid ? drawPage(answered) : redirectToPage(answered)
}

/** Another user, or a renewed session: nothing is sealed for it from here, the page has to be drawn anew. */
function isRenewed({ room, ctx, before }: Answered): boolean {
  const { binding, principal } = room.session.identity(ctx)
  return binding !== before.binding || principal !== before.principal
}

async function answerHtmx(answered: Answered): Promise<void> {
  const { ctx, result } = answered
  const { effects, component, id } = result.instance
  for (const [event, detail] of effects.events) ctx.htmx.trigger(event, detail)
  if (effects.pushUrl !== undefined) ctx.htmx.pushUrl(effects.pushUrl)
  if (effects.replaceUrl !== undefined) ctx.htmx.replaceUrl(effects.replaceUrl)
  if (effects.redirect !== undefined) {
    // Checked when it was queued.
    ctx.htmx.redirect(effects.redirect, { external: true })
    ctx.status = 204
  } else if (isRenewed(answered)) {
    ctx.htmx.refresh()
    ctx.status = 204
  } else if (effects.removed) {
    ctx.set('X-Component', component.name)
    ctx.htmx.reswap('delete')
    ctx.htmx.retarget(`#${id}`)
    ctx.status = 200
    ctx.type = 'html'
    ctx.body = ''
  } else {
    await drawRoot(answered, 200)
  }
}

async function drawRoot({ room, ctx, result }: Answered, status: number): Promise<void> {
  const html = await room.renderer.fragment(result.instance)
  ctx.set('X-Component', result.instance.component.name)
  if (isPlain(result.returned)) ctx.set('X-Component-Value', toAsciiJson(result.returned))
  ctx.status = status
  ctx.type = 'html'
  ctx.body = html
}

function isPlain(value: unknown): boolean {
  return value !== undefined && JSON.stringify(value) !== undefined
}

async function redirectToPage(answered: Answered): Promise<void> {
  const { ctx, result } = answered
  const { effects, visit, id } = result.instance
  ctx.status = 303
  if (effects.redirect !== undefined) return ctx.redirect(effects.redirect)
  if (isRenewed(answered)) return ctx.redirect(visit.page)
  const instance = effects.removed ? undefined : result.instance
  const flash =
    instance !== undefined && !(await isChanged(answered, instance))
      ? visit.flash
      : await updateFlash(visit, id, instance)
  ctx.redirect(withFlash(effects.pushUrl ?? effects.replaceUrl ?? visit.page, flash))
}

/** A call that changed data only leaves the page's URL as it was. */
async function isChanged({ sealed }: Answered, instance: Instance): Promise<boolean> {
  const { visit, component } = instance
  const before = await openSnapshot(visit, sealed, { component, purpose: 'state' })
  const { codec } = visit.toolkit
  const now = codec.write([instance.publicState, sealedState(instance), instance.lineage])
  return now !== codec.write([before.publicState, before.state, before.lineage])
}

/**
 * Shows refused input without JavaScript: the rest of the app answers once more as if the page were asked for,
 * with this instance, its messages and what was typed in its place.
 */
async function drawPage({ room, ctx, next, result }: Answered): Promise<void> {
  const { instance } = result
  const { page, flash } = instance.visit
  room.overlaid.set(ctx, new Map([[instance.id, instance]]))
  ctx.method = 'GET'
  ctx.url = withFlash(page, flash)
  ctx.originalUrl = ctx.url
  await next()
  if (ctx.status === 200) ctx.status = 422
}
