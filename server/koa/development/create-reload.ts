import { PassThrough } from 'node:stream'
import type { Context } from 'koa'
import { randomId } from '../../core/rooms.ts'
import type { Middleware } from '../context.ts'
import { expectLeaving } from '../expect-leaving.ts'
import type { Room } from '../room.ts'
import { isDeveloper } from './is-developer.ts'
import { createViewsWatch } from './watch-views.ts'

/** Files of development in the folder of `sealwax.js`. */
export const developmentFiles = ['sealwax-development.js', 'sealwax-development.css'] as const

/**
 * Makes the stream on which pages hear of views that were saved, by its path.
 * @returns nothing in production
 */
export function createReload(room: Room): ReadonlyMap<string, Middleware> {
  const { development, prefix } = room.toolkit
  if (!development) return new Map()
  const watch = createViewsWatch(room.renderer.folders ?? [])
  // A process that was started anew may have other components.
  const boot = randomId(6)
  const version = (): string => `${boot} ${watch.version()}`
  const answer: Middleware = async (ctx) => {
    if (!isDeveloper(room, ctx)) {
      ctx.status = 404
      return
    }
    const { write, closed } = openStream(ctx)
    const tell = (views: readonly string[]): void =>
      write('changed', JSON.stringify({ version: version(), components: drawnBy(room, views) }))
    closed(watch.subscribe(tell))
    write('hello', version())
  }
  return new Map([[`${prefix}/sealwax-development.events`, answer]])
}

/** Names of the components whose templates these are; `undefined` where one may be a part of anything. */
function drawnBy({ toolkit }: Room, views: readonly string[]): string[] | undefined {
  const all = [...toolkit.components.values()]
  if (!views.every((view) => all.some(({ template }) => template === view))) return undefined
  return all.filter(({ template }) => views.includes(template)).map(({ name }) => name)
}

function openStream(ctx: Context) {
  const stream = new PassThrough()
  // A process that is told to stop does not wait for it.
  ctx.req.socket.unref()
  expectLeaving(ctx)
  ctx.set('Cache-Control', 'no-store')
  ctx.type = 'text/event-stream'
  ctx.body = stream
  stream.write('retry: 300\n\n')
  return {
    closed: (end: () => void) => void stream.once('close', end),
    write: (event: string, data: string) => void stream.write(`event: ${event}\ndata: ${data}\n\n`),
  }
}
