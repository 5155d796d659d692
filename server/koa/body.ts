import type { IncomingMessage } from 'node:http'
import type { Context } from 'koa'
import {
  BadRequest,
  type CallFields,
  type Limits,
  type Received,
  TooLarge,
  UnsupportedType,
} from '../core/rooms.ts'
import { parseUrlencoded } from './urlencoded.ts'

const urlencoded = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data'

/** The body of a call. One with files is read in two steps: none of them is taken before the call is allowed. */
export interface CallBody {
  /** Fields up to the first file. */
  readonly head: () => Promise<CallFields>
  /** Takes the files; `undefined` where `head` gives all there is. */
  readonly receive: (() => Promise<Received>) | undefined
  /** Stops reading, and deletes the files that nobody keeps. */
  readonly close: () => Promise<void>
}

/** A request's body before it is parsed. */
export interface RawBody {
  readonly bytes: Buffer
  /** What stands between the parts of a multipart form; `undefined` for an urlencoded one. */
  readonly boundary: string | undefined
}

/**
 * Reads a form's body within the limits.
 * @throws UnsupportedType when it is not a form in UTF-8 without compression, TooLarge past the limits
 */
export async function readBody(
  ctx: Context,
  { maxBodyBytes, maxFields }: Limits,
): Promise<RawBody> {
  const boundary = readBoundary(ctx)
  if (Number(ctx.get('Content-Length')) > maxBodyBytes) throw new TooLarge()
  const bytes = parsedBefore(ctx) ?? joined(await chunksOf(ctx.req, maxBodyBytes))
  if (bytes.length > maxBodyBytes || !hasRoom({ bytes, boundary }, maxFields)) throw new TooLarge()
  return { bytes, boundary }
}

/** The boundary in the spellings that clients send, so that we count by the one that the parser uses. */
const multipartType = /^multipart\/form-data *; *boundary=("?)([\w'()+,./:=?-]{1,70})\1$/i

/**
 * @returns what stands between the parts of a multipart form; `undefined` for an urlencoded one
 * @throws UnsupportedType when it is neither
 */
export function readBoundary(ctx: Context): string | undefined {
  const type = ctx.get('Content-Type')
  const isPlain = isUtf8(type) && ctx.get('Content-Encoding') === ''
  if (isPlain && (isUsualForm(ctx, type) || ctx.is(urlencoded))) return undefined
  const boundary = multipartType.exec(type)?.[2]
  if (!isPlain || boundary === undefined || !ctx.is(multipart)) throw new UnsupportedType()
  return boundary
}

/** As browsers and htmx send it: then there is nothing to parse. */
const usualTypes: ReadonlySet<string> = new Set([urlencoded, `${urlencoded};charset=UTF-8`])

function isUsualForm({ request }: Context, type: string): boolean {
  return usualTypes.has(type) && request.length !== undefined
}

function isUtf8(type: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1]
  return charset === undefined || charset.toLowerCase() === 'utf-8'
}

/** By its events, which cost a third of what an iterator does. The stream lives on: its socket has to carry the answer. */
function chunksOf(req: IncomingMessage, maxBytes: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const cutOff = () => {
      if (!req.readableEnded) reject(new BadRequest('The request was cut off.'))
    }
    const take = (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length <= maxBytes) return
      // The rest is thrown away as it comes, else a client that still writes would never read.
      req.off('data', take).resume()
      reject(new TooLarge())
    }
    if (req.destroyed) return cutOff()
    req.on('data', take)
    req.once('end', () => resolve(chunks))
    req.once('error', cutOff)
    req.once('close', cutOff)
    // It may have been paused before us.
    req.resume()
  })
}

/** Most bodies come in one piece. */
function joined(chunks: readonly Buffer[]): Buffer {
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
}

/** A body parser in front of us has emptied the stream; those of Koa keep the text. */
function parsedBefore(ctx: Context): Buffer | undefined {
  if (!ctx.req.readableEnded) return undefined
  const { rawBody } = ctx.request as { rawBody?: unknown }
  if (typeof rawBody === 'string') return Buffer.from(rawBody)
  return refuseParsed(ctx)
}

/** @throws Error, a mistake in the app's set-up, when there is nothing left to read */
export function refuseParsed(ctx: Context): undefined {
  if (!ctx.req.readableEnded) return
  throw new Error('The body was read before Sealwax: put its middleware before the body parser.')
}

/**
 * Parses a form. Names are taken as they are: brackets mean nothing.
 * @throws BadRequest when it is malformed or holds files
 */
export async function parseFields({ bytes, boundary }: RawBody): Promise<CallFields> {
  if (boundary === undefined) return parseUrlencoded(bytes)
  const fields: Record<string, string[]> = Object.create(null)
  for (const [name, value] of await parseMultipart(bytes, boundary)) {
    if (typeof value !== 'string') throw new BadRequest('Files are not accepted here.')
    fields[name] ??= []
    fields[name].push(value)
  }
  return fields
}

/** Bytes of a part's head, on average: the parser takes far more time for one of them than for one of a value. */
const maxHeadBytes = 256

/** Counted before parsing, so that a parser never sees a form of a million fields. */
function hasRoom({ bytes, boundary }: RawBody, maxFields: number): boolean {
  if (boundary === undefined) return placesOf(bytes, ampersand, maxFields).length < maxFields
  // One more stands at the end.
  const places = placesOf(bytes, `--${boundary}`, maxFields + 2)
  return places.length - 1 <= maxFields && headBytes(bytes, places) <= maxFields * maxHeadBytes
}

const ampersand = 0x26

/** Where a text or a byte stands; the first places only. */
function placesOf(bytes: Buffer, text: string | number, most: number): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
    if (places.push(at) === most) break
  }
  return places
}

/** Bytes between the beginnings of parts and their empty lines. */
function headBytes(bytes: Buffer, places: readonly number[]): number {
  return places.reduce((sum, place, at) => {
    const part = bytes.subarray(place, places[at + 1])
    const end = part.indexOf('\r\n\r\n')
    return sum + (end < 0 ? part.length : end)
  }, 0)
}

async function parseMultipart(bytes: Buffer, boundary: string) {
  const headers = { 'Content-Type': `multipart/form-data; boundary="${boundary}"` }
  try {
    return await new Response(bytes, { headers }).formData()
  } catch {
    throw new BadRequest()
  }
}
