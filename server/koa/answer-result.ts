import type { Context } from 'koa'
import {
  type AnyComponent,
  type AnyMethod,
  type CallResult,
  type Effects,
  type Instance,
  isStale,
  serverStateOf,
  toPagePath,
  unsealSnapshot,
  type Visit,
} from '../core/index.ts'
import { answerFile } from './answer-file.ts'
import { moveFlash, updateFlash, withFlash } from './flash.ts'
import { toAsciiJson } from './htmx.ts'
import type { Room } from './page-visit.ts'
import type { Identity } from './session.ts'

/** Proxies take some 4 KiB of headers. */
const maxValueLength = 2048

/** A call that went well, or whose input was refused. */
export interface Answered {
  readonly room: Room
  readonly ctx: Context
  readonly method: AnyMethod | undefined
  readonly result: CallResult
  /** Binding and principal before the method ran. */
  readonly before: Identity
  /** The state that came with the request. */
  readonly sealed: string
}

/**
 * Answers a call: to htmx with the component's root, else with the page.
 * @returns the instance whose page is to be shown again, where that is the answer
 */
export async function answerResult(answered: Answered): Promise<Instance | undefined> {
  const { ctx, result, method } = answered
  if (method?.download === true && result.returned !== undefined) {
    answerFile(ctx, result.returned)
    return undefined
  }
  const refusedHere = result.invalid && !isRenewed(answered)
  if (!ctx.htmx.isHtmx) return refusedHere ? refused(answered) : redirectToPage(answered)
  if (refusedHere) await drawRoot(answered, 422)
  else await answerHtmx(answered)
  return undefined
}

/** Another user, or a renewed session: nothing is sealed for it from here, the page has to be drawn anew. */
function isRenewed({ room, ctx, before }: Answered): boolean {
  const { binding, principal } = room.session.identity(ctx)
  return binding !== before.binding || principal !== before.principal
}

async function answerHtmx(answered: Answered): Promise<void> {
  const { ctx, result } = answered
  const { effects, component, id } = result.instance
  tellHtmx(ctx, effects)
  if (effects.redirect !== undefined) {
    // Checked when it was queued.
    ctx.set('HX-Redirect', effects.redirect)
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

function tellHtmx({ htmx }: Context, effects: Effects): void {
  const { events, pushUrl, replaceUrl } = effects
  for (const [event, detail] of events) htmx.trigger(event, detail)
  if (pushUrl !== undefined) htmx.pushUrl(pushUrl)
  if (replaceUrl !== undefined) htmx.replaceUrl(replaceUrl)
}

async function drawRoot({ room, ctx, result }: Answered, status: number): Promise<void> {
  const html = await room.renderer.fragment(result.instance)
  ctx.set('X-Component', result.instance.component.name)
  const value = writeValue(result)
  if (value !== undefined) ctx.set('X-Component-Value', value)
  ctx.status = status
  ctx.type = 'html'
  ctx.body = html
}

/** What a header can't hold is left out: the method has run, so its call did not fail. */
function writeValue({ instance, returned }: CallResult): string | undefined {
  if (returned === undefined) return undefined
  try {
    const text = toAsciiJson(returned)
    if (text.length <= maxValueLength) return text
  } catch {
    // Not JSON: a cycle, a bigint or a function.
  }
  instance.visit.warn(`What a method of ${instance.component.name} returned can not be sent.`)
  return undefined
}

async function redirectToPage(answered: Answered): Promise<undefined> {
  const { ctx } = answered
  const url = await pageAfter(answered)
  ctx.status = 303
  ctx.redirect(url)
}

async function pageAfter(answered: Answered): Promise<string> {
  const { effects, visit } = answered.result.instance
  if (effects.redirect !== undefined) return effects.redirect
  if (isRenewed(answered)) return visit.page
  const flash = await flashAfter(answered)
  const url = effects.pushUrl ?? effects.replaceUrl
  if (url === undefined) return withFlash(visit.page, flash)
  return withFlash(url, await moveFlash({ ...visit, flash }, toPagePath(url)))
}

/** States that the page's URL has to carry from now on. */
async function flashAfter(answered: Answered): Promise<string> {
  const { instance } = answered.result
  const { visit, id, effects } = instance
  if (effects.removed) return updateFlash(visit, id, undefined)
  return (await isChanged(answered, instance)) ? updateFlash(visit, id, instance) : visit.flash
}

/** A call that changed data only leaves the page's URL as it was. */
async function isChanged({ sealed }: Answered, instance: Instance): Promise<boolean> {
  const { visit, component } = instance
  const before = await openAgain(visit, sealed, component)
  if (before === undefined) return true
  const { codec } = visit.toolkit
  const now = codec.write([instance.publicState, serverStateOf(instance), instance.lineage])
  return now !== codec.write([before.publicState, before.state, before.lineage])
}

/** A row that the state refers to may have gone by the call itself. */
async function openAgain(visit: Visit, sealed: string, component: AnyComponent) {
  try {
    return await unsealSnapshot(visit, sealed, { component, purpose: 'state' })
  } catch (error) {
    if (isStale(error)) return undefined
    throw error
  }
}

/** Refused input leaves valid public state behind, which later calls on that page build upon. */
async function refused(answered: Answered): Promise<Instance> {
  const { instance } = answered.result
  return { ...instance, visit: { ...instance.visit, flash: await flashAfter(answered) } }
}
