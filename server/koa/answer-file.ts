import { extname } from 'node:path'
import { Readable } from 'node:stream'
import type { Context } from 'koa'
import { ConfigError } from '../core/index.ts'

/** What a method with `download: true` returns. */
export interface Download {
  /** Name that the browser saves it under. */
  readonly name: string
  /** Media type; by the name's ending, else `application/octet-stream`. */
  readonly type?: string
  readonly body: string | Uint8Array | Readable
}

/**
 * Answers with a file to save.
 * @throws ConfigError when the method returned something else
 */
export function answerFile(ctx: Context, returned: unknown): void {
  if (!isDownload(returned)) throw new ConfigError('A download is an object { name, type?, body }.')
  const { name, type, body } = returned
  // What a browser guesses from the content could be a page of this site.
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.htmx.reswap('none')
  ctx.status = 200
  ctx.body = body instanceof Uint8Array ? Buffer.from(body) : body
  ctx.type = type ?? (extname(name) || 'application/octet-stream')
  if (ctx.type === '') ctx.type = 'application/octet-stream'
  ctx.attachment(name)
}

function isDownload(value: unknown): value is Download {
  const { name, type = '', body } = (value ?? {}) as Partial<Download>
  const isBody = typeof body === 'string' || body instanceof Uint8Array || body instanceof Readable
  return typeof name === 'string' && typeof type === 'string' && isBody
}
