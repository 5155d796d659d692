import { channel } from 'node:diagnostics_channel'
import { keyIdOf, type Toolkit } from './core/rooms.ts'
import type { RendererOptions } from './nunjucks/index.ts'

/** Name of the channel of node:diagnostics_channel on which toolkits announce themselves. */
export const createdChannel = 'sealwax:created'

/** What a toolkit says of itself to tools in the same process. Holds no secret. */
export interface Announced extends Pick<RendererOptions, 'views' | 'configure'> {
  readonly prefix: string
  readonly development: boolean
  /** Ids of the keys, newest first, as hexadecimal digits. */
  readonly keyIds: readonly string[]
  readonly components: readonly { readonly name: string; readonly template: string }[]
  /** What `app.use` is given. */
  readonly middleware: unknown
}

interface Options extends Pick<RendererOptions, 'views' | 'configure'> {
  readonly keys: readonly string[]
  readonly toolkit: Toolkit
  readonly middleware: unknown
}

/** Tells tools in this process of a new toolkit. Where nobody listens, as in any site that runs, it does nothing. */
export function announce({ toolkit, middleware, ...options }: Options): void {
  const created = channel(createdChannel)
  if (!created.hasSubscribers) return
  const { prefix, development, components } = toolkit
  const { keys, views, configure } = options
  const announced: Announced = {
    prefix,
    development,
    keyIds: keys.map(keyIdOf),
    components: [...components.values()].map(({ name, template }) => ({ name, template })),
    middleware,
    views,
    ...(configure && { configure }),
  }
  created.publish(announced)
}
