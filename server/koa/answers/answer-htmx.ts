import type { Context } from 'koa'
import type { CallResult, Effects } from '../../core/rooms.ts'
import { toAsciiJson } from '../htmx.ts'
import type { Room } from '../room.ts'
import { keepMessages, toMessage } from '../session/messages.ts'
import { viewData } from '../view-data.ts'
import { warn } from '../warn.ts'
import { answerHtml } from './answer-html.ts'

/** Characters of the longest `X-Component-Value`: proxies take some 4 KiB of headers. */
const maxValueLength = 2048

/** A call to answer. */
export interface Ended {
  readonly room: Room
  readonly ctx: Context
  readonly result: CallResult
}

/** Answers htmx with the component as it is now, or with its removal. */
export async function answerHtmx(ended: Ended): Promise<void> {
  const { room, ctx, result } = ended
  const { effects, id } = result.instance
  const root = effects.removed ? '' : await room.renderer.fragment(result.instance)
  answerRoot(ended, 200, root + (await drawMessages(ended)) + titleTag(effects))
  tellHtmx(ctx, effects)
  const { refreshed } = effects
  if (refreshed.size > 0) ctx.htmx.trigger('sealwax:refresh', { ids: [...refreshed] })
  if (!effects.removed) return setValue(ctx, result)
  ctx.htmx.reswap('delete')
  ctx.htmx.retarget(`#${id}`)
}

/** Answers htmx with the component, its messages about refused input and what was typed. */
export async function answerRefused(ended: Ended): Promise<void> {
  answerRoot(ended, 422, await ended.room.renderer.fragment(ended.result.instance))
}

function answerRoot({ ctx, result }: Ended, status: number, html: string): void {
  ctx.response.set('X-Component', result.instance.component.name)
  // Before any attribute of the page. A method may have asked for more, such as a transition.
  if (!ctx.res.hasHeader('HX-Reswap')) ctx.htmx.reswap('outerMorph')
  ctx.response.status = status
  answerHtml(ctx, html)
}

/** Has the browser load a page: the one that the method chose, else the one that it shows, anew. */
export function leavePage({ ctx, result }: Ended): void {
  const { effects } = result.instance
  tellHtmx(ctx, effects)
  keepMessages(ctx, effects.messages)
  const { redirect } = effects
  if (redirect === undefined || isHere(ctx, redirect)) ctx.htmx.refresh()
  // Checked when it was queued.
  else ctx.set('HX-Redirect', redirect)
  ctx.status = 204
}

/** A browser that is sent to a fragment of the page that it shows loads nothing. */
function isHere({ htmx }: Context, url: string): boolean {
  const { currentUrl = '' } = htmx
  const [page, fragment] = url.split('#')
  if (fragment === undefined || !URL.canParse(currentUrl)) return false
  const { pathname, search } = new URL(currentUrl)
  return page === pathname + search
}

function tellHtmx({ htmx }: Context, { events, history }: Effects): void {
  for (const [event, detail] of events) htmx.trigger(event, detail)
  if (history?.isNew === true) htmx.pushUrl(history.url)
  else if (history !== undefined) htmx.replaceUrl(history.url)
}

/** Messages take the place of those in the page's region for them; without one htmx drops them. */
async function drawMessages({ room, ctx, result }: Ended): Promise<string> {
  const { effects, visit } = result.instance
  if (effects.messages.length === 0) return ''
  const shown = effects.messages.map(toMessage)
  const data = viewData(ctx, { sealwax: { ...ctx.sealwax, messages: () => shown } })
  const html = await room.renderer.page(visit, 'sealwax/messages.njk', data)
  return `<hx-partial id="sealwax-messages" hx-swap="innerHTML">${html}</hx-partial>`
}

/** htmx takes a title out of an answer, wherever it stands, and gives it to the document. */
function titleTag({ title = '' }: Effects): string {
  const text = title.replace(/[&<]/g, (character) => `&#${character.charCodeAt(0)};`)
  return title && `<title>${text}</title>`
}

/** What a header can't hold is left out: the method has run, so its call did not fail. */
function setValue(ctx: Context, { instance, returned }: CallResult): void {
  if (returned === undefined) return
  const text = writeValue(returned)
  if (text !== undefined && text.length <= maxValueLength) ctx.set('X-Component-Value', text)
  else warn(ctx, `What a method of ${instance.component.name} returned can not be sent.`)
}

function writeValue(returned: unknown): string | undefined {
  try {
    const text = JSON.stringify(returned)
    // To escape what is too long already would only take time.
    return text.length > maxValueLength ? text : toAsciiJson(returned)
  } catch {
    // Not JSON: a cycle, a bigint or a function.
    return undefined
  }
}
