import type { Environment } from 'nunjucks'
import { bytes } from '../plugins/bytes.ts'
import { safeString } from '../plugins/safe-string.ts'
import { url } from '../plugins/url.ts'
import { announce } from './announce.ts'
import { checkOptions, createToolkit, defaultLimits, type ToolkitOptions } from './core/rooms.ts'
import { createMiddleware, type KoaOptions, type Middleware, type Publish } from './koa/index.ts'
import { publishTo } from './koa/live/publish.ts'
import { createRenderer } from './nunjucks/index.ts'

/** Options of a toolkit. */
export interface SealwaxOptions
  extends ToolkitOptions,
    Pick<
      KoaOptions,
      | 'principal'
      | 'origins'
      | 'base'
      | 'home'
      | 'login'
      | 'badStates'
      | 'onCall'
      | 'texts'
      | 'uploads'
      | 'live'
      | 'inspector'
    > {
  /** Absolute paths of folders with templates, first match wins. */
  readonly views: string | readonly string[]
  /** Gets nunjucks' environment, to add filters, globals and tests. */
  readonly configure?: (env: Environment) => void
  /**
   * Whether mistakes that only a developer can mend are errors, and views are read anew; unless `NODE_ENV` is
   * `production`.
   */
  readonly development?: boolean
}

const known: Record<keyof SealwaxOptions, true> = {
  badStates: true,
  base: true,
  bus: true,
  components: true,
  compress: true,
  configure: true,
  development: true,
  home: true,
  inspector: true,
  keys: true,
  limits: true,
  live: true,
  login: true,
  maxAge: true,
  maxLifetime: true,
  now: true,
  onCall: true,
  onceStore: true,
  origins: true,
  plugins: true,
  prefix: true,
  principal: true,
  texts: true,
  uploads: true,
  views: true,
}

/** One toolkit. Two can live in one process: nothing is kept outside of them. */
export interface Sealwax {
  /** Koa middleware; see `createMiddleware` for its place. */
  readonly middleware: () => Middleware
  /**
   * Has every open page that shows one of these topics draw it anew. Call it when the change can be read, behind a
   * transaction. Never rejects for want of a bus.
   * @param topics as components name them
   * @throws ConfigError, as a rejection, for what can't be a topic
   */
  readonly publish: Publish
  /** Ends the streams of living pages, and lets no more in: for a server that is told to stop. */
  readonly close: () => void
}

/**
 * Makes a toolkit: keys, components and views brought together for Koa.
 * @param options `keys`, `components` and `views`; all others have defaults
 * @returns the toolkit, whose `middleware()` goes into a Koa app
 * @throws ConfigError when keys, components or their templates can't be used
 */
export function createSealwax(options: SealwaxOptions): Sealwax {
  checkOptions('createSealwax', options, new Set(Object.keys(known)))
  checkOptions('The option limits', options.limits ?? {}, new Set(Object.keys(defaultLimits)))
  const { development = process.env['NODE_ENV'] !== 'production' } = options
  const toolkit = createToolkit({
    ...options,
    development,
    plugins: [...bytes, url, safeString, ...(options.plugins ?? [])],
  })
  const renderer = createRenderer({ ...options, development })
  const leaving = new AbortController()
  const middleware = createMiddleware({ ...options, toolkit, renderer, leaving: leaving.signal })
  announce({ ...options, toolkit, middleware })
  return {
    middleware: () => middleware,
    publish: publishTo(toolkit.bus),
    close: () => leaving.abort(),
  }
}
