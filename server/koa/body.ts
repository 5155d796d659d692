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
 * @throws UnsupportedType when it is not a form in UTF-8 without compression, TooLarge past the limit
 */
export async function readBody(ctx: Context, { maxBodyBytes }: Limits): Promise<RawBody> {
  const type = ctx.get('Content-Type')
  if (!ctx.is(urlencoded, multipart) || !isUtf8(type) || ctx.get('Content-Encoding') !== '') {
    throw new UnsupportedType()
  }
  if (Number(ctx.get('Content-Length')) > maxBodyBytes) throw new TooLarge()
  return { bytes: await collect(ctx, maxBodyBytes), type }
}

function isUtf8(type: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1]
  return charset === undefined || charset.toLowerCase() === 'utf-8'
}

async function collect(ctx: Context, maxBytes: number): Promise<Buffer> {
  const parsed = parsedBefore(ctx)
  if (parsed !== undefined) return parsed
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) throw new TooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
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
 * @throws TooLarge past the number of fields, BadRequest when it is malformed or holds files
 */
export async function parseFields(
  { bytes, type }: RawBody,
  { maxFields }: Limits,
): Promise<CallFields> {
  const isMultipart = /^multipart\//i.test(type)
  if (countFields(bytes, isMultipart) > maxFields) throw new TooLarge()
  const entries = isMultipart
    ? await parseMultipart(bytes, type)
    : new URLSearchParams(bytes.toString())
  const fields: Record<string, string[]> = Object.create(null)
  for (const [name, value] of entries) {
    if (typeof value !== 'string') throw new BadRequest('Files are not accepted here.')
    fields[name] = [...(fields[name] ?? []), value]
  }
  return fields
}

/** Counted before parsing, so that a parser never sees a form of a million fields. */
function countFields(bytes: Buffer, isMultipart: boolean): number {
  const separator = isMultipart ? '\r\nContent-Disposition' : '&'
  let count = 1
  for (let at = bytes.indexOf(separator); at >= 0; at = bytes.indexOf(separator, at + 1)) count++
  return count
}

async function parseMultipart(bytes: Buffer, type: string) {
  try {
    return await new Response(bytes, { headers: { 'Content-Type': type } }).formData()
  } catch {
    throw new BadRequest()
  }
}
