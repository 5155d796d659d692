import type { Context } from 'koa'
import {
  BadRequest,
  type CallFields,
  type Limits,
  TooLarge,
  UnsupportedType,
} from '../core/index.ts'

const urlencoded = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data'

/** A request's body before it is parsed. */
export interface RawBody {
  readonly bytes: Buffer
  /** Media type with its parameters. */
  readonly type: string
}

/**
 * Reads a form's body within the limits.
 * @throws UnsupportedType when it is not a form in UTF-8 without compression, TooLarge past the limits
 */
export async function readBody(
  ctx: Context,
  { maxBodyBytes, maxFields }: Limits,
): Promise<RawBody> {
  const type = ctx.get('Content-Type')
  if (!ctx.is(urlencoded, multipart) || !isUtf8(type) || ctx.get('Content-Encoding') !== '') {
    throw new UnsupportedType()
  }
  if (Number(ctx.get('Content-Length')) > maxBodyBytes) throw new TooLarge()
  const bytes = parsedBefore(ctx) ?? (await collect(ctx, maxBodyBytes))
  if (bytes.length > maxBodyBytes || countFields(bytes, type) > maxFields) throw new TooLarge()
  return { bytes, type }
}

function isUtf8(type: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1]
  return charset === undefined || charset.toLowerCase() === 'utf-8'
}

async function collect(ctx: Context, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    // The stream outlives the loop: its socket has to carry the answer.
    for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
      length += (chunk as Buffer).length
      if (length > maxBytes) break
      chunks.push(chunk as Buffer)
    }
  } catch {
    throw new BadRequest('The request was cut off.')
  }
  if (length <= maxBytes) return Buffer.concat(chunks)
  // The rest is thrown away as it comes, else a client that still writes would never read.
  ctx.req.resume()
  throw new TooLarge()
}

/** A body parser in front of us has emptied the stream; those of Koa keep the text. */
function parsedBefore(ctx: Context): Buffer | undefined {
  if (!ctx.req.readableEnded) return undefined
  const { rawBody } = ctx.request as { rawBody?: unknown }
  if (typeof rawBody === 'string') return Buffer.from(rawBody)
  throw new Error('The body was read before Sealwax: put its middleware before the body parser.')
}

/**
 * Parses a form with the parsers that come with Node. Names are taken as they are: brackets mean nothing.
 * @throws BadRequest when it is malformed or holds files
 */
export async function parseFields({ bytes, type }: RawBody): Promise<CallFields> {
  const entries = isMultipart(type)
    ? await parseMultipart(bytes, type)
    : new URLSearchParams(bytes.toString())
  const fields: Record<string, string[]> = Object.create(null)
  for (const [name, value] of entries) {
    if (typeof value !== 'string') throw new BadRequest('Files are not accepted here.')
    fields[name] = [...(fields[name] ?? []), value]
  }
  return fields
}

function isMultipart(type: string): boolean {
  return /^multipart\//i.test(type)
}

/** Counted before parsing, so that a parser never sees a form of a million fields. */
function countFields(bytes: Buffer, type: string): number {
  if (!isMultipart(type)) return countText(bytes, '&') + 1
  const boundary = /;\s*boundary="?([^";\s]+)/i.exec(type)?.[1]
  // One more stands at the end.
  return boundary === undefined ? 0 : countText(bytes, `--${boundary}`) - 1
}

function countText(bytes: Buffer, text: string): number {
  let count = 0
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count++
  return count
}

async function parseMultipart(bytes: Buffer, type: string) {
  try {
    return await new Response(bytes, { headers: { 'Content-Type': type } }).formData()
  } catch {
    throw new BadRequest()
  }
}
