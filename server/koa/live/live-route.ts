import type { Context } from 'koa'
import {
  liveName,
  MethodNotAllowed,
  openTopics,
  type Sealer,
  SealwaxError,
  type ShownTopics,
  StateRejected,
  TooLarge,
  type Toolkit,
  TooMany,
} from '../../core/rooms.ts'
import { answerError } from '../answers/answer-error.ts'
import { createBadStates } from '../bad-states.ts'
import { parseFields, readBody } from '../body.ts'
import type { Middleware } from '../context.ts'
import { checkSite } from '../cross-site.ts'
import { expectLeaving } from '../expect-leaving.ts'
import type { Room } from '../room.ts'
import { isOther } from '../session/session.ts'
import { type Coming, createComing } from './coming.ts'
import { createEventStream } from './event-stream.ts'
import { checkLive } from './options.ts'
import { createStreams, endTopic, type Streams } from './streams.ts'

/** The stream of living pages. */
export interface LiveRoute {
  /** What answers `POST PREFIX/live`, by its path. */
  readonly routes: ReadonlyMap<string, Middleware>
  /** Runs what answers a request, and ends the streams of whoever is another one behind it, or nobody. */
  readonly watch: (ctx: Context, run: () => Promise<void>) => Promise<void>
}

/** Where no component has topics. */
const nothingLives: LiveRoute = { routes: new Map(), watch: (_, run) => run() }

/** Makes the route, if any component has topics. */
export function createLiveRoute(room: Room): LiveRoute {
  const { toolkit, leaving } = room
  const options = checkLive(room.live ?? {})
  if (!toolkit.isLiving) return nothingLives
  const streams = createStreams(toolkit.bus, options)
  const coming = createComing(toolkit.bus)
  for (const { close } of [streams, coming])
    leaving?.addEventListener('abort', close, { once: true })
  const { maxFollowed } = options
  const badStates = room.badStates === false ? undefined : createBadStates(room.badStates)
  const answer: Middleware = async (ctx) => {
    ctx.set('Cache-Control', 'no-store, no-transform')
    try {
      await open(ctx, { room, streams, coming, maxFollowed })
    } catch (error) {
      const report = (trouble: unknown) => ctx.app.emit('error', trouble, ctx)
      const isBad = error instanceof StateRejected
      const isTooMany = isBad && (await badStates?.count(ctx.ip, report)) === true
      await answerError(room, ctx, isTooMany ? new TooMany(error) : error)
    }
  }
  return {
    routes: new Map([[`${toolkit.prefix}/${liveName}`, answer]]),
    watch: (ctx, run) => watch(room, ctx, run),
  }
}

async function watch(room: Room, ctx: Context, run: () => Promise<void>): Promise<void> {
  const before = whoIs(room, ctx)
  try {
    await run()
  } finally {
    const after = whoIs(room, ctx)
    if (before?.binding !== undefined && (!after || isOther(before, after))) {
      await room.toolkit.bus.publish([endTopic(before.binding)])
    }
  }
}

/** A page may be for nobody in particular, or stand where there is no session. */
function whoIs({ session }: Room, ctx: Context) {
  try {
    return session.identity(ctx)
  } catch {
    return undefined
  }
}

interface Opening {
  readonly room: Room
  readonly streams: Streams
  readonly coming: Coming
  readonly maxFollowed: number
}

/** Refuses in the order of a call: method, type and size, site, session, topics. */
async function open(ctx: Context, opening: Opening): Promise<void> {
  const { toolkit, session } = opening.room
  const { streams, coming } = opening
  if (ctx.method !== 'POST') {
    ctx.set('Allow', 'POST')
    throw new MethodNotAllowed()
  }
  const { binding = '' } = session.identity(ctx)
  const asked = await coming.read(binding, () => read(ctx, opening))
  streams.checkRoom(binding)
  const stream = createEventStream({ ...asked, bus: toolkit.bus })
  streams.add({ stream, binding, cut: () => ctx.res.destroy() })
  ctx.set('X-Accel-Buffering', 'no')
  expectLeaving(ctx)
  ctx.type = 'text/event-stream'
  ctx.body = stream.body
}

/** What a page wants to follow. */
async function read(ctx: Context, { room, maxFollowed }: Opening) {
  const { toolkit, session, origins = [] } = room
  const fields = await parseFields(await readBody(ctx, toolkit.limits))
  checkSite(ctx, origins)
  const sealer = session.sealer(ctx)
  const texts = (fields['topics']?.[0] ?? '').split('.')
  if (texts.length > maxFollowed) throw new TooLarge()
  const opened = openAll(toolkit, sealer, texts)
  await toolkit.bus.ready?.()
  return { ...opened, sealer }
}

/**
 * Opens the topics of a page. What does not open is told to the page, which has it drawn anew.
 * @throws StateRejected when none does
 */
function openAll(toolkit: Toolkit, sealer: Sealer, texts: readonly string[]) {
  const refused: number[] = []
  const followed: ShownTopics[] = []
  let last: unknown
  for (const [index, text] of texts.entries()) {
    try {
      followed.push(openTopics(toolkit, sealer, text))
    } catch (error) {
      if (!(error instanceof SealwaxError)) throw error
      last = error
      refused.push(index)
      followed.push({ topics: [], position: '' })
    }
  }
  if (refused.length === texts.length) throw last
  return { followed, refused }
}
