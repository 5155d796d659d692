import { once } from 'node:events'
import { ReadStream } from 'node:fs'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import type { Context } from 'koa'
import { ConfigError, type StoredFile } from '../../core/rooms.ts'

/** What a method with `download: true` returns, if not a `StoredFile`. */
export interface Download {
  /** Name that the browser saves it under. */
  readonly name: string
  /** Media type; by the name's ending, else `application/octet-stream`. */
  readonly type?: string
  /** Bytes of a stream, where they are known: a browser shows how far it is. */
  readonly size?: number
  /** A stream is closed when all is sent, or nobody listens any more. */
  readonly body: string | Uint8Array | Readable
}

const unknownType = 'application/octet-stream'

/**
 * Answers with a file to save.
 * @throws ConfigError when the method returned something else, or what a stream says that can't be opened
 */
export async function answerFile(ctx: Context, returned: unknown): Promise<void> {
  const { name, type, size, body } = toDownload(returned)
  await untilOpen(body)
  // What a browser guesses from the content could be a page of this site.
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.htmx.reswap('none')
  ctx.status = 200
  ctx.body = body instanceof Uint8Array ? Buffer.from(body) : body
  if (size !== undefined && body instanceof Readable) ctx.length = size
  ctx.type = type ?? (extname(name) || unknownType)
  // Of a type that is none Koa removes the header, and has nothing to answer for it then.
  const written: unknown = ctx.response.get('Content-Type')
  if (typeof written !== 'string' || !/^[ -~]+$/.test(written)) ctx.type = unknownType
  attach(ctx, name)
}

/** Browsers differ in how they read what is not ASCII, but for the second spelling, which is always UTF-8. */
function attach(ctx: Context, name: string): void {
  // Half a character would be an error in the header.
  const whole = Buffer.from(name).toString()
  ctx.attachment(whole, { fallback: whole.replace(/[^ -~]/gu, '?') })
}

function toDownload(returned: unknown): Download {
  const given = (returned ?? {}) as Partial<Download & StoredFile>
  const { stream } = given
  const file = { ...given, body: typeof stream === 'function' ? stream() : given.body }
  if (isDownload(file)) return file
  throw new ConfigError('A download is an object { name, type?, size?, body }, or a stored file.')
}

function isDownload(value: object): value is Download {
  const { name, type = '', size = 0, body } = value as Partial<Download>
  const isBody = typeof body === 'string' || body instanceof Uint8Array || body instanceof Readable
  const isNamed = typeof name === 'string' && typeof type === 'string'
  return isNamed && Number.isSafeInteger(size) && isBody
}

/** A file that is not there has to be known before the head of the answer is out. */
async function untilOpen(body: Download['body']): Promise<void> {
  if (body instanceof ReadStream && body.pending) await once(body, 'open')
}
