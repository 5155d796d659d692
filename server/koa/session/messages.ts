import type { Context } from 'koa'
import type { Message, SessionHolder } from '../context.ts'
import { warn } from '../warn.ts'
import { writableSession } from './session.ts'
import { bytesOf, keptMessages, keptStates, roomIn } from './session-room.ts'

type Session = NonNullable<SessionHolder['session']>

/** Takes the messages that wait in the session: whoever takes them shows them. */
export function takeMessages(ctx: Context): readonly Message[] {
  const { session } = ctx as SessionHolder
  if (session?.[keptMessages] === undefined) return []
  const texts = textsIn(session)
  delete session[keptMessages]
  // What is shown once must not come back from a cache.
  ctx.set('Cache-Control', 'private, no-store')
  return texts.map(toMessage)
}

export function toMessage(text: string): Message {
  return { text }
}

/** Keeps messages for the page that the browser opens next. The oldest go first where there is no room. */
export function keepMessages(ctx: Context, texts: readonly string[]): void {
  if (texts.length === 0) return
  const session = writableSession(ctx)
  const all = [...textsIn(session), ...texts]
  const kept = newest(all, session)
  if (kept.length > 0) session[keptMessages] = kept
  if (kept.length < all.length) {
    warn(ctx, 'A message is too long, or there are too many, to wait for the next page.')
  }
}

function textsIn({ [keptMessages]: kept }: Session): string[] {
  return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : []
}

/** Messages get a third of the room at most: where no page shows them, states still have some. */
function newest(texts: readonly string[], session: Session): string[] {
  let room = Math.min(roomIn(session) / 3, roomIn(session) - bytesOf(session[keptStates]))
  const tooOld = texts.findLastIndex((text) => {
    room -= bytesOf(text) + 1
    return room < 0
  })
  return texts.slice(tooOld + 1)
}
