import type { Context, Next } from 'koa'
import {
  type CallFields,
  call,
  type Instance,
  MethodNotAllowed,
  NotFound,
  StateRejected,
  TooMany,
} from '../core/rooms.ts'
import { answerError } from './answers/answer-error.ts'
import { answerResult } from './answers/answer-result.ts'
import { showAgain } from './answers/show-again.ts'
import { createBadStates } from './bad-states.ts'
import type { CallBody } from './body.ts'
import { openBody } from './call-body.ts'
import type { CallRecord } from './call-report.ts'
import { findTarget, type Target } from './call-target.ts'
import { callVisit } from './call-visit.ts'
import { checkSite } from './cross-site.ts'
import { reportCalls } from './report-calls.ts'
import type { Room } from './room.ts'
import { readFlash } from './session/flash.ts'

/**
 * Makes the route that runs a component's methods: `POST PREFIX/COMPONENT/METHOD`, or a refresh without
 * method. Refusals come in a fixed order: method, type and size, site, name, state, right, data, input.
 */
export function createCallRoute(room: Room) {
  const badStates = room.badStates === false ? undefined : createBadStates(room.badStates)
  const isTooMany = async (ctx: Context) =>
    (await badStates?.count(ctx.ip, (error) => ctx.app.emit('error', error, ctx))) === true
  const answer = async (ctx: Context, next: Next, record: CallRecord): Promise<void> => {
    ctx.vary('HX-Request')
    ctx.set('Cache-Control', 'no-store')
    let refused: Instance | undefined
    try {
      refused = await answerCall(room, ctx, record)
    } catch (error) {
      const tooMany = error instanceof StateRejected && (await isTooMany(ctx))
      const answered = await answerError(room, ctx, tooMany ? new TooMany(error) : error)
      record.failure = { error: answered, isThrown: false }
    }
    // Not in the block above: what goes wrong there is the app's to answer.
    if (refused !== undefined) await showAgain(room, refused, { ctx, next })
  }
  return reportCalls(room, answer)
}

/** Returns the instance whose page is to be shown again, where that is the answer. */
async function answerCall(
  room: Room,
  ctx: Context,
  record: CallRecord,
): Promise<Instance | undefined> {
  if (ctx.method !== 'POST') {
    ctx.set('Allow', 'POST')
    throw new MethodNotAllowed()
  }
  const target = findTarget(room.toolkit, ctx.path)
  record.target = target
  const body = await openBody(room, ctx, target?.method)
  try {
    checkSite(ctx, room.origins ?? [])
    if (target === undefined) throw new NotFound()
    return await run(room, ctx, { target, body, record })
  } finally {
    await body.close()
  }
}

interface Request {
  readonly target: Target
  readonly body: CallBody
  readonly record: CallRecord
}

async function run(room: Room, ctx: Context, { target, body, record }: Request) {
  const fields = await body.head()
  const before = room.session.identity(ctx)
  const sealed = sealedText(fields)
  record.stateLength = sealed.length
  const flash = readFlash(fields['_flash']?.[0])
  const visit = callVisit(room, ctx, { page: '/', flash })
  const { component, method } = target
  const { hasSlots } = room.renderer
  const { receive } = body
  const result = await call(visit, { component, method, sealed, fields, hasSlots, receive })
  record.isInvalid = result.invalid
  return answerResult({ room, ctx, method, result, before, sealed })
}

function sealedText(fields: CallFields): string {
  const { _state: texts = [] } = fields
  if (texts.length !== 1) throw new StateRejected('not one _state')
  return texts[0] as string
}
