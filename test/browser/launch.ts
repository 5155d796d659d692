import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type Koa from 'koa'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { atEnd } from '../at-end.ts'
import { ensureChromium } from './chromium.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A page that keeps what its console said: `error: …`, `warning: …`, `pageerror: …`. */
export type RecordedPage = Page & { readonly console: string[] }

/** A site that listens on this machine. */
export interface Site {
  /** Its address without a trailing slash. */
  readonly url: string
  /** Opens a page of it as `openPage` does. */
  open(path: string, options?: BrowserContextOptions): Promise<RecordedPage>
  close(): Promise<void>
}

let browser: Promise<Browser> | undefined

atEnd(async () => {
  await browser?.then(
    (started) => started.close(),
    () => {},
  )
})

/** The one Chromium of the whole run, started by the first test that needs it. */
export function withBrowser(): Promise<Browser> {
  browser ??= ensureChromium().then((executablePath) =>
    chromium.launch({ executablePath, args: FLAGS }),
  )
  return browser
}

/**
 * Opens a page in a context of its own, with its own cookies. Call it inside a test, at whose end the page
 * is emptied for another test (a new page takes most of a second on a busy machine).
 * @param options `javaScriptEnabled`, `colorScheme`, `viewport` and the like.
 * @returns The page; `page.console` lists what went to its console: messages, uncaught errors,
 * answers of 400 and above, and violations of the Content-Security-Policy.
 */
export async function openPage(options: BrowserContextOptions = {}): Promise<RecordedPage> {
  const idle = idlePages(JSON.stringify(options))
  const page = idle.pop() ?? (await newPage(options))
  atEnd(async () => {
    await page.goto('about:blank')
    await page.context().clearCookies()
    page.console.length = 0
    // A history that is full, at 50, gets no longer.
    if ((await page.evaluate<number>('history.length')) < 30) idle.push(page)
    else await page.context().close()
  })
  return page
}

/** Empty pages by the options of their contexts. */
const idlePagesByOptions = new Map<string, RecordedPage[]>()

function idlePages(options: string): RecordedPage[] {
  const idle = idlePagesByOptions.get(options) ?? []
  idlePagesByOptions.set(options, idle)
  return idle
}

async function newPage(options: BrowserContextOptions): Promise<RecordedPage> {
  const context = await (await withBrowser()).newContext(options)
  context.setDefaultTimeout(10_000)
  const lines: string[] = []
  context.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`))
  context.on('weberror', (event) => lines.push(`pageerror: ${event.error().message}`))
  return Object.assign(await context.newPage(), { console: lines })
}

/** Starts an app on a free port of this machine. Its `close` cuts kept-alive connections too. */
export async function listen(app: Koa | RequestListener): Promise<Site> {
  const server = createServer('callback' in app ? app.callback() : app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address)
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    async open(path, options) {
      const page = await openPage(options)
      await page.goto(url + path)
      return page
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
