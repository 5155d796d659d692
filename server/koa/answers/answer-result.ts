import type { AnyMethod, Instance } from '../../core/rooms.ts'
import { keepMessages } from '../session/messages.ts'
import { type Identity, isOther } from '../session/session.ts'
import { answerFile } from './answer-file.ts'
import { answerHtmx, answerRefused, type Ended, leavePage } from './answer-htmx.ts'
import { flashAfter, pageUrl } from './page-url.ts'

/** A call that went well, or whose input was refused. */
export interface Answered extends Ended {
  readonly method: AnyMethod | undefined
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
  const { room, ctx, result, method } = answered
  const { effects } = result.instance
  if (method?.download === true && result.returned !== undefined) {
    await answerFile(ctx, result.returned)
    keepMessages(ctx, effects.messages)
    return undefined
  }
  const renewed = isOther(answered.before, room.session.identity(ctx))
  const isRefused = result.invalid && !renewed
  // A form that is still being filled in would lose what was typed by a redirect.
  const isOpen = result.instance.typed !== undefined && !renewed
  if (!ctx.htmx.isHtmx) {
    return isRefused || isOpen ? keepTyped(answered) : redirect(answered, renewed)
  }
  if (isRefused) await answerRefused(answered)
  else if (renewed || effects.redirect !== undefined) leavePage(answered)
  else await answerHtmx(answered)
  return undefined
}

async function redirect({ ctx, result, sealed }: Answered, renewed: boolean): Promise<undefined> {
  const { instance } = result
  const { effects, visit } = instance
  const url = effects.redirect ?? (renewed ? visit.page : await pageUrl(instance, sealed))
  keepMessages(ctx, effects.messages)
  ctx.status = 303
  ctx.redirect(url)
}

/** Refused input leaves valid public state behind, which later calls on that page build upon. */
async function keepTyped({ result, sealed }: Answered): Promise<Instance> {
  const { instance } = result
  const flash = await flashAfter(instance, sealed)
  return { ...instance, visit: { ...instance.visit, flash } }
}
