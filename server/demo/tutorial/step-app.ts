import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Koa, { type Middleware } from 'koa'
import mount from 'koa-mount'
import { filesAfter, readSteps } from './steps.ts'

/** Below the project, so that what the files import is found. */
const folder = fileURLToPath(new URL('../../../.data/tutorial', import.meta.url))

/** What answers the requests of an app. */
export type Listener = ReturnType<Koa['callback']>

/** Modules are there once a process, and so are the to-dos in them. */
const apps = new Map<number, Promise<Listener | undefined>>()

/**
 * Builds the app that a reader has after a step, out of the code on the pages.
 * @param number of the step; the app answers below `/tutorial/NUMBER`
 * @param site that it is a part of
 * @returns what answers requests; `undefined` where there is no such step
 */
export function stepApp(number: number, site: Koa): Promise<Listener | undefined> {
  const app = apps.get(number) ?? buildApp(number, site)
  apps.set(number, app)
  return app
}

async function buildApp(number: number, site: Koa): Promise<Listener | undefined> {
  const steps = readSteps().filter((step) => step.number <= number)
  if (steps.at(-1)?.number !== number) return undefined
  const place = join(folder, String(number))
  await writeFiles(place, filesAfter(steps))
  const { app } = (await import(pathToFileURL(join(place, 'app.js')).href)) as { app: Koa }
  return mountedApp(app, `/tutorial/${number}`, site).callback()
}

/** Its session and its keys are its own, so it is not mounted into the site, but into itself. */
function mountedApp(app: Koa, at: string, { proxy, maxIpsCount }: Koa): Koa {
  const inside = Object.assign(new Koa(), { middleware: app.middleware })
  const middleware = [cookiesBelow(at), mount(at, inside)]
  return Object.assign(app, { middleware, proxy, maxIpsCount })
}

/** Without its package.json: that of the project says that these are modules, and what `sealwax` is. */
async function writeFiles(place: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    if (path === 'package.json') continue
    const file = join(place, path)
    await mkdir(dirname(file), { recursive: true })
    // Another process may import it at this moment.
    await writeFile(`${file}.${process.pid}`, text)
    await rename(`${file}.${process.pid}`, file)
  }
}

/** All steps call their session the same. */
function cookiesBelow(path: string): Middleware {
  return ({ cookies }, next) => {
    const set = cookies.set.bind(cookies)
    cookies.set = (name, value, options) => set(name, value, { path, ...options })
    return next()
  }
}
