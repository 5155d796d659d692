import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Koa, { type Context, type Middleware } from 'koa'
import session from 'koa-session'
import { type Component, createSealwax, newKey, type SealwaxOptions } from 'sealwax'
import { temporaryFolder } from '../uploads/upload-site.ts'

/** An app whose views a test writes. */
export interface SiteOptions {
  /** Texts of views, by their paths. */
  readonly views: Record<string, string>
  readonly components?: readonly Component<any, any, any, any, any>[]
  readonly page?: (ctx: Context) => unknown
  /** In front of koa-session. */
  readonly first?: Middleware
  readonly session?: boolean
  readonly sealwax?: Partial<SealwaxOptions>
}

export const key = newKey()

export function createSite(options: SiteOptions) {
  const folder = join(temporaryFolder(), 'views')
  const write = (view: string, text: string): void => {
    const file = join(folder, view)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  for (const [view, text] of Object.entries(options.views)) write(view, text)
  return { write, folder, ...createProcess(options, folder) }
}

/** A site as it is after a restart: another process for the same pages. */
export function createProcess(options: SiteOptions, folder: string) {
  const app = new Koa({ keys: ['a key for cookies'] })
  const errors: unknown[] = []
  app.on('error', (error) => errors.push(error))
  if (options.first) app.use(options.first)
  if (options.session !== false) app.use(session(app))
  const { components = [], page = (ctx: Context) => ctx.render('page.njk') } = options
  const sealwax = createSealwax({ keys: [key], components, views: folder, ...options.sealwax })
  app.use(sealwax.middleware())
  app.use((ctx) => page(ctx))
  return { app, errors }
}
