import { PassThrough } from 'node:stream'
import type { Context } from 'koa'
import { randomId } from '../../core/rooms.ts'
import type { Middleware } from '../context.ts'
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
  const { development, prefix, components } = room.toolkit
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
    const write = openStream(
      ctx,
      (listener) => watch.subscribe(listener),
      (views) => {
        write('changed', JSON.stringify({ version: version(), components: drawnBy(views) }))
      },
    )
    write('hello', version())
  }
  const drawnBy = (views: readonly string[]): string[] | undefined => {
    const all = [...components.values()]
    // One that is no component's own may be a part of any: the whole page is drawn again.
    if (!views.every((view) => all.some(({ template }) => template === view))) return undefined
    return all.filter(({ template }) => views.includes(template)).map(({ name }) => name)
  }
  return new Map([[`${prefix}/sealwax-development.events`, answer]])
}

type Listener = (views: readonly string[]) => void

function openStream(
  ctx: Context,
  subscribe: (listener: Listener) => () => void,
  listener: Listener,
) {
  const stream = new PassThrough()
  const end = subscribe(listener)
  stream.once('close', end)
  // A process that is told to stop does not wait for it.
  ctx.req.socket.unref()
  ctx.set('Cache-Control', 'no-store')
  ctx.type = 'text/event-stream'
  ctx.body = stream
  stream.write('retry: 300\n\n')
  return (event: string, data: string): void => {
    stream.write(`event: ${event}\ndata: ${data}\n\n`)
  }
}
