import type { Environment } from 'nunjucks'
import { safeString } from '../plugins/safe-string.ts'
import { createToolkit, type ToolkitOptions } from './core/index.ts'
import { createMiddleware, type KoaOptions, type Middleware } from './koa/index.ts'
import { createRenderer } from './nunjucks/index.ts'

/** Options of a toolkit. */
export interface SealwaxOptions
  extends ToolkitOptions,
    Pick<KoaOptions, 'principal' | 'origins' | 'home' | 'badStates'> {
  /** Absolute paths of folders with templates, first match wins. */
  readonly views: string | readonly string[]
  /** Gets nunjucks' environment, to add filters, globals and tests. */
  readonly configure?: (env: Environment) => void
}

/** One toolkit. Two can live in one process: nothing is kept outside of them. */
export interface Sealwax {
  /** Koa middleware; see `createMiddleware` for its place. */
  readonly middleware: () => Middleware
}

/**
 * Makes a toolkit: keys, components and views brought together for Koa.
 * @throws ConfigError when keys, components or their templates can't be used
 */
export function createSealwax(options: SealwaxOptions): Sealwax {
  const { development = process.env['NODE_ENV'] !== 'production' } = options
  const toolkit = createToolkit({
    ...options,
    development,
    plugins: [safeString, ...(options.plugins ?? [])],
  })
  const renderer = createRenderer({ ...options, development })
  const middleware = createMiddleware({ ...options, toolkit, renderer })
  return { middleware: () => middleware }
}
