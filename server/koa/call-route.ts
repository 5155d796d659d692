import type { Context, Next } from 'koa'
import {
  type AnyComponent,
  type AnyMethod,
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
import { callVisit } from './call-visit.ts'
import { checkSite } from './cross-site.ts'
import type { Room } from './room.ts'
import { readFlash } from './session/flash.ts'

/**
 * Makes the route that runs a component's methods: `POST PREFIX/COMPONENT/METHOD`, or a refresh without
 * method. Refusals come in a fixed order: method, type and size, site, name, state, right, data, input.
 */
export function createCallRoute(room: Room) {
  const badStates = room.badStates === false ? undefined : createBadStates(room.badStates)
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.vary('HX-Request')
    ctx.set('Cache-Control', 'no-store')
    let refused: Instance | undefined
    try {
      refused = await answerCall(room, ctx)
    } catch (error) {
      const tooMany = error instanceof StateRejected && badStates?.count(ctx.ip) === true
      await answerError(room, ctx, tooMany ? new TooMany(error) : error)
    }
    // Not in the block above: what goes wrong there is the app's to answer.
    if (refused !== undefined) await showAgain(room, refused, { ctx, next })
  }
}

/** Returns the instance whose page is to be shown again, where that is the answer. */
async function answerCall(room: Room, ctx: Context): Promise<Instance | undefined> {
  if (ctx.method !== 'POST') {
    ctx.set('Allow', 'POST')
    throw new MethodNotAllowed()
  }
  const target = findTarget(room, ctx.path)
  const body = await openBody(room, ctx, target?.method)
  try {
    checkSite(ctx, room.origins ?? [])
    if (target === undefined) throw new NotFound()
    return await run(room, ctx, { target, body })
  } finally {
    await body.close()
  }
}

interface Request {
  readonly target: Target
  readonly body: CallBody
}

async function run(room: Room, ctx: Context, { target, body }: Request) {
  const fields = await body.head()
  const before = room.session.identity(ctx)
  const sealed = sealedText(fields)
  const flash = readFlash(fields['_flash']?.[0])
  const visit = callVisit(room, ctx, { page: '/', flash })
  const { hasSlots } = room.renderer
  const { receive } = body
  const result = await call(visit, { ...target, sealed, fields, hasSlots, receive })
  return answerResult({ room, ctx, method: target.method, result, before, sealed })
}

interface Target {
  readonly component: AnyComponent
  readonly method: AnyMethod | undefined
}

/** Names are looked up in Maps of own entries: nothing inherited is ever found. */
function findTarget({ toolkit }: Room, path: string): Target | undefined {
  const [name = '', methodName, ...rest] = path.slice(toolkit.prefix.length + 1).split('/')
  const component = toolkit.components.get(name)
  const method = methodName === undefined ? undefined : component?.methods.get(methodName)
  const unknownMethod = methodName !== undefined && method === undefined
  if (component === undefined || unknownMethod || rest.length > 0) return undefined
  return { component, method }
}

function sealedText(fields: CallFields): string {
  const { _state: texts = [] } = fields
  if (texts.length !== 1) throw new StateRejected('not one _state')
  return texts[0] as string
}
