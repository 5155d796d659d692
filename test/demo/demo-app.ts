import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Koa from 'koa'
import { newKey } from 'sealwax'
import { type AppOptions, createApp } from '../../server/demo/app.ts'
import { createData, type Data } from '../../server/demo/data.ts'
import { type Database, openDatabase } from '../../server/demo/database.ts'
import type { PostgresServer } from '../services/postgres.ts'
import { type Engine, newPlace } from './engines.ts'

/** The demo on a database of its own, and what a test looks at. */
export interface DemoApp {
  readonly app: Koa
  readonly data: Data
  readonly database: Database
  /** Where it keeps files. */
  readonly filesFolder: string
  /** What the app's `error` event carried. Refusals are part of tests, not news. */
  readonly errors: unknown[]
  /** One more process of the same site. */
  readonly another: () => Koa
  readonly close: () => Promise<void>
}

/** Paths of its pages, in the order of the navigation. */
export const demoPaths = [
  '/todos',
  '/counter',
  '/board',
  '/notes',
  '/types',
  '/contact',
  '/docs',
  '/account',
] as const

/** Makes the demo with its samples; it does not listen. */
export async function openDemo(
  options: Partial<AppOptions> = {},
  engine: Engine | PostgresServer = 'SQLite',
): Promise<DemoApp> {
  const folder = await mkdtemp(join(tmpdir(), 'sealwax demo-'))
  const database = await openDatabase(await newPlace(engine, folder))
  const filesFolder = join(folder, 'files')
  const data = createData(database.db, filesFolder)
  const keys = [newKey()]
  const errors: unknown[] = []
  const another = () =>
    createApp({ keys, cookieKeys: ['test'], data, filesFolder, ...options }).on('error', (error) =>
      errors.push(error),
    )
  return {
    app: another(),
    data,
    database,
    filesFolder,
    errors,
    another,
    async close() {
      await database.close()
      await rm(folder, { recursive: true })
    },
  }
}
