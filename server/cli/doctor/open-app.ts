import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, Server as HttpServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { pathToFileURL } from 'node:url'
import { type Announced, createdChannel } from '../../announce.ts'
import type { KoaApp } from './koa-app.ts'
import { watchKoa, watchListen } from './watch-start.ts'

/** An app that was imported, and listens on this machine. */
export interface OpenApp {
  /** `undefined` where it could not be found. */
  readonly app: KoaApp | undefined
  readonly url: string
  /** Toolkits that the app made. */
  readonly toolkits: readonly Announced[]
  /** What the app's `error` event carried since it was emptied last. */
  readonly errors: unknown[]
  readonly close: () => void
}

/** Milliseconds that an app may take until it listens. */
const patience = 10_000

/** Imports an app's module. An app that listens by itself does so at a port that is free. */
export async function openApp(file: string): Promise<OpenApp> {
  const toolkits: Announced[] = []
  const note = (announced: unknown) => void toolkits.push(announced as Announced)
  subscribe(createdChannel, note)
  const watched = watchKoa(file)
  const listening = watchListen()
  try {
    const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>
    const app = (await findApp(exported)) ?? watched.seen[0]
    const errors: unknown[] = []
    app?.on('error', (error) => errors.push(error))
    const server = listening.seen[0] ?? (app ? serve(app) : await listening.first(patience))
    if (!server.listening) await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const close = () => {
      server.close()
      if (server instanceof HttpServer) server.closeAllConnections()
    }
    return { app, url: `http://127.0.0.1:${port}`, toolkits, errors, close }
  } finally {
    unsubscribe(createdChannel, note)
    watched.end()
    listening.end()
  }
}

function serve(app: KoaApp): Server {
  return createServer(app.callback()).listen(0, '127.0.0.1')
}

/** The app itself, or what makes it. */
async function findApp(exported: Record<string, unknown>): Promise<KoaApp | undefined> {
  const named = [exported['default'], exported['app'], exported['createApp']]
  for (const value of named) {
    const made = isApp(value) || typeof value !== 'function' ? value : await value()
    if (isApp(made)) return made
  }
  return undefined
}

function isApp(value: unknown): value is KoaApp {
  const { middleware, callback } = (value ?? {}) as Partial<KoaApp>
  return Array.isArray(middleware) && typeof callback === 'function'
}
