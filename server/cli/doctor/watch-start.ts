import { createRequire } from 'node:module'
import { Server } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { KoaApp } from './koa-app.ts'

/** What a watched method was called on, and how to end watching. */
interface Watch<T> {
  readonly seen: readonly T[]
  readonly end: () => void
}

/** Notes the apps that nobody exports, by their call of `callback`, which `listen` makes as well. */
export function watchKoa(file: string): Watch<KoaApp> {
  const seen: KoaApp[] = []
  const prototype = koaOf(file)?.prototype
  if (prototype === undefined) return { seen, end() {} }
  const original = Object.getOwnPropertyDescriptor(prototype, 'callback') as PropertyDescriptor
  prototype.callback = function callback(this: KoaApp) {
    seen.push(this)
    return Reflect.apply(original.value, this, [])
  }
  return { seen, end: () => void Object.defineProperty(prototype, 'callback', original) }
}

/** The app's own Koa. */
function koaOf(file: string): { readonly prototype: KoaApp } | undefined {
  try {
    return createRequire(file)('koa') as { prototype: KoaApp }
  } catch {
    return undefined
  }
}

/** Has servers listen at a port that is free: the one that they ask for may be taken, by the same app for instance. */
export function watchListen() {
  const seen: Server[] = []
  const original = Object.getOwnPropertyDescriptor(Server.prototype, 'listen') as PropertyDescriptor
  let tell: (server: Server) => void
  const first = new Promise<Server>((resolve) => (tell = resolve))
  Server.prototype.listen = function listen(this: Server, ...args: unknown[]) {
    seen.push(this)
    tell(this)
    const ready = args.filter((arg) => typeof arg === 'function')
    return Reflect.apply(original.value, this, [0, '127.0.0.1', ...ready])
  }
  return {
    seen,
    end: () => void Object.defineProperty(Server.prototype, 'listen', original),
    async first(patience: number): Promise<Server> {
      const ending = new AbortController()
      const late = wait(patience, undefined, { signal: ending.signal }).then(fail)
      return await Promise.race([first, late]).finally(() => ending.abort())
    },
  }
}

function fail(): never {
  throw new Error('It exports no Koa app, and does not listen.')
}
