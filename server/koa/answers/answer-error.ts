import { inspect } from 'node:util'
import type { Context } from 'koa'
import {
  Forbidden,
  InternalError,
  randomId,
  SealwaxError,
  StaleComponentState,
  StateExpired,
  StateOutdated,
  StateRejected,
  StateReplayed,
  sameSiteUrl,
  type Texts,
  toPagePath,
} from '../../core/rooms.ts'
import { callVisit } from '../call-visit.ts'
import { drawErrorPage as drawReport } from '../development/error-page.ts'
import { type ErrorReport, reportError } from '../development/error-report.ts'
import { writeErrorText } from '../development/error-text.ts'
import { homePage, isOwnPage, type Room } from '../room.ts'
import { flashParameter } from '../session/flash.ts'
import { siteOrigin } from '../site-origin.ts'
import { textOf } from '../texts.ts'
import { viewData } from '../view-data.ts'
import { answerHtml } from './answer-html.ts'

/**
 * The one place where a call's errors become answers.
 * @returns the error that was answered
 */
export async function answerError(
  room: Room,
  ctx: Context,
  thrown: unknown,
): Promise<SealwaxError> {
  const error = toAnswerable(thrown)
  ctx.app.emit('error', error, ctx)
  removeOurHeaders(ctx)
  const login = error instanceof Forbidden ? await loginPage(room, ctx, error) : undefined
  if (ctx.htmx.isHtmx) {
    if (login !== undefined) ctx.htmx.redirect(login)
    answerJson(room, ctx, error)
  } else await answerPage(room, ctx, { error, page: login ?? pageAfter(room, ctx, error) })
  return error
}

interface Refusal {
  readonly error: SealwaxError
  /** Page to go to; `undefined` where an error page is better. */
  readonly page: string | undefined
}

async function answerPage(room: Room, ctx: Context, { error, page }: Refusal): Promise<void> {
  if (page === undefined) return drawErrorPage(room, ctx, error)
  ctx.status = 303
  ctx.redirect(page)
}

/** Whatever is none of the table's cases: an opaque id goes out, the error itself to the log. */
function toAnswerable(thrown: unknown): SealwaxError {
  const isOurs = thrown instanceof SealwaxError && thrown.expose
  const error = isOurs ? thrown : new InternalError(randomId(6), thrown)
  return error.status < 500 ? error : forLog(error)
}

/** Koa's own logger leaves out what is exposed, and prints no more than the stack. */
function forLog(error: SealwaxError): SealwaxError {
  const stack = `${error.stack}\nCaused by ${inspect(error.cause)}`
  return Object.assign(error, { expose: false, stack })
}

/** What the call wanted to tell htmx before it failed. */
function removeOurHeaders(ctx: Context): void {
  for (const name of ctx.res.getHeaderNames()) if (/^(hx-|x-component)/.test(name)) ctx.remove(name)
}

function answerJson(room: Room, ctx: Context, error: SealwaxError): void {
  const { code, status } = error
  const message = textOf(error, room.textsOf(ctx))
  const id = error instanceof StaleComponentState ? error.component : undefined
  ctx.htmx.reswap(id === undefined ? 'none' : 'delete')
  if (id !== undefined) ctx.htmx.retarget(`#${id}`)
  ctx.status = status
  ctx.type = 'json'
  const report = reportFor(room, ctx, error)
  const development = report && writeErrorText(report)
  ctx.body = JSON.stringify({ error: { code, message }, development })
}

/** What a developer is told of what nobody else is. */
function reportFor(room: Room, ctx: Context, error: SealwaxError): ErrorReport | undefined {
  return error instanceof InternalError ? reportError(room, ctx, error) : undefined
}

/** Page to go to without JavaScript; `undefined` where an error page is better. */
function pageAfter(room: Room, ctx: Context, error: SealwaxError): string | undefined {
  if (error instanceof StateRejected) return refererPage(room, ctx) ?? homePage(room, ctx)
  const isPast =
    error instanceof StateExpired ||
    error instanceof StateOutdated ||
    error instanceof StateReplayed
  return isPast ? error.page : undefined
}

/** The app's own page to log in at. One that can't be named is none: what was refused stays refused. */
async function loginPage(room: Room, ctx: Context, error: Forbidden) {
  try {
    const url = await room.login?.(ctx, pageBefore(room, ctx, error))
    return url === undefined ? undefined : sameSiteUrl(url, siteOrigin(ctx))
  } catch (thrown) {
    ctx.app.emit('error', thrown, ctx)
    return undefined
  }
}

/** Page that the browser comes from, if it is of this site and not a call itself. */
function refererPage(room: Room, ctx: Context): string | undefined {
  const referer = ctx.get('Referer')
  if (!URL.canParse(referer) || new URL(referer).origin !== siteOrigin(ctx)) return undefined
  const page = sameSiteUrl(referer, siteOrigin(ctx))
  return isOwnPage(room, ctx, new URL(page, referer).pathname) ? undefined : page
}

async function drawErrorPage(room: Room, ctx: Context, error: SealwaxError): Promise<void> {
  const { status, code } = error
  const report = reportFor(room, ctx, error)
  if (report !== undefined) {
    ctx.status = status
    return answerHtml(ctx, drawReport(report, ctx.sealwax.base + room.toolkit.prefix))
  }
  const back = pageBefore(room, ctx, error)
  const visit = callVisit(room, ctx, { page: back, flash: '' })
  const texts = room.textsOf(ctx)
  const message = textOf(error, texts)
  const title = titleOf(status, texts)
  const data = viewData(ctx, { status, title, message, code, back, texts })
  const html = await drawOrLog(ctx, () => room.renderer.page(visit, 'sealwax/error.njk', data))
  ctx.status = status
  ctx.type = html === undefined ? 'text' : 'html'
  ctx.body = html ?? message
}

function titleOf(status: number, { titleGone, titleFailed, titleRefused }: Texts): string {
  return status === 410 ? titleGone : status >= 500 ? titleFailed : titleRefused
}

/** The app's own error page may fail as well, for instance by a component that has no session here. */
async function drawOrLog(ctx: Context, draw: () => Promise<string>): Promise<string | undefined> {
  try {
    return await draw()
  } catch (error) {
    ctx.app.emit('error', error, ctx)
    return undefined
  }
}

/** Where a way back leads: the URL that the browser comes from has the states of the other components. */
function pageBefore(room: Room, ctx: Context, error: SealwaxError): string {
  const referer = refererPage(room, ctx)
  const isNamed = error instanceof StaleComponentState || error instanceof Forbidden
  const page = isNamed ? error.page : undefined
  const isSame = referer !== undefined && toPagePath(referer, flashParameter) === page
  return (isSame ? referer : (page ?? referer)) ?? homePage(room, ctx)
}
