import type { Context } from 'koa'
import {
  type CallFields,
  MethodNotAllowed,
  NotFound,
  SealwaxError,
  StateRejected,
} from '../../core/rooms.ts'
import { parseFields, readBody } from '../body.ts'
import { checkSite } from '../cross-site.ts'
import type { Room } from '../room.ts'
import { inspectState } from './inspect-state.ts'

/**
 * Answers what is in a state of this session and principal, to a page of this site: with the refusals of a call, in
 * their order. Anything else that fails is left to Koa.
 */
export async function answerState(room: Room, ctx: Context): Promise<void> {
  ctx.set('Cache-Control', 'no-store')
  try {
    ctx.body = await openState(room, ctx)
  } catch (error) {
    if (!(error instanceof SealwaxError && error.expose)) throw error
    const { code, message, status } = error
    // The reason why a state does not open is in the log, as for a call.
    ctx.app.emit('error', error, ctx)
    ctx.status = status
    ctx.body = { error: { code, message } }
  }
}

async function openState(room: Room, ctx: Context) {
  if (ctx.method !== 'POST') {
    ctx.set('Allow', 'POST')
    throw new MethodNotAllowed()
  }
  const body = await readBody(ctx, room.toolkit.limits)
  checkSite(ctx, room.origins ?? [])
  const fields = await parseFields(body)
  const component = room.toolkit.components.get(one(fields, 'component'))
  if (component === undefined) throw new NotFound()
  return inspectState(room, ctx, { component, sealed: one(fields, 'state') })
}

function one(fields: CallFields, name: string): string {
  const [text, ...more] = fields[name] ?? []
  if (text === undefined || more.length > 0) throw new StateRejected(`not one ${name}`)
  return text
}
