import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { BusboyConfig, BusboyInstance } from '@fastify/busboy'
import { BadRequest, type Limits, TooLarge } from '../../core/rooms.ts'

/** A file in a multipart form. Its stream has to be read, else nothing after it comes. */
export interface FilePart {
  readonly field: string
  /** As its sender calls it; `''` where a file input was left empty. */
  readonly name: string
  readonly content: Readable
}

export interface MultipartOptions {
  readonly boundary: string
  readonly limits: Limits
  /** Bytes of the whole request. */
  readonly maxBytes: number
}

/** What is done with the parts, as soon as their heads are read. */
export interface PartHandlers {
  readonly field: (name: string, value: string) => void
  readonly file: (part: FilePart) => Promise<void>
}

/** A form that is being read. */
export interface MultipartReading {
  /**
   * Rejects with TooLarge past a limit, with BadRequest when the form is malformed or cut off, with what a
   * handler rejects with, and with what `stop` is given.
   */
  readonly done: Promise<void>
  /** Lets go of all files; what still comes is thrown away. */
  readonly stop: (reason: Error) => void
}

interface Reading extends MultipartOptions, PartHandlers {
  readonly parser: BusboyInstance
  readonly signal: AbortSignal
  readonly stop: (reason: Error) => void
}

/** Reads a form as it comes, and no faster than its files are taken. */
export function readMultipart(
  request: IncomingMessage,
  options: MultipartOptions,
  handlers: PartHandlers,
): MultipartReading {
  const stopped = new AbortController()
  const { signal } = stopped
  const stop = (reason: Error) => stopped.abort(reason)
  const done = new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
    const start = async () => {
      const parser = await createParser(options)
      const reading = { ...options, ...handlers, parser, signal, stop }
      const files = handleParts(reading)
      parser.once('finish', () => void files().then(resolve, stop))
      await pump(request, reading)
    }
    start().catch(stop)
  })
  // It may be stopped when nobody waits for it yet.
  done.catch(() => {})
  return { done, stop }
}

/** Bytes of a part's headers that are looked at. */
const maxHeaderBytes = 8192

async function createParser({ boundary, limits }: MultipartOptions): Promise<BusboyInstance> {
  // Loaded by the first upload: the package is there only where uploads are configured.
  const { Busboy } = await import('@fastify/busboy')
  const config: BusboyConfig = {
    headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
    isPartAFile: (_field, _type, name) => name !== undefined,
    limits: {
      parts: limits.maxFields,
      fieldSize: limits.maxBodyBytes,
      headerSize: maxHeaderBytes,
      headerPairs: 20,
    },
  }
  return new Busboy(config)
}

/** Returns a function that waits for the files so far. */
function handleParts({ parser, limits, field, file, signal, stop }: Reading): () => Promise<void> {
  let bytes = 0
  let files = Promise.resolve()
  const open = new Set<Readable>()
  signal.addEventListener('abort', () => {
    for (const content of open) content.destroy(signal.reason)
  })
  parser.on('error', () => stop(new BadRequest()))
  parser.on('partsLimit', () => stop(new TooLarge()))
  parser.on('field', (...sent) => {
    const [name, value, , isCut] = sent
    bytes += Buffer.byteLength(value)
    if (isCut || bytes > limits.maxBodyBytes) stop(new TooLarge())
    else if (name) field(name, value)
  })
  parser.on('file', (field, content, name) => {
    open.add(content)
    // Why it failed is what `stop` was told.
    content.on('error', () => {}).once('close', () => open.delete(content))
    if (signal.aborted) content.destroy()
    const handled = file({ field, content, name })
    handled.catch(stop)
    files = files.then(() => handled)
    files.catch(stop)
  })
  return () => files
}

async function pump(request: IncomingMessage, { parser, maxBytes, signal, stop }: Reading) {
  let bytes = 0
  try {
    // The stream outlives the loop: its socket has to carry the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length
      if (bytes > maxBytes) stop(new TooLarge())
      // Who goes on in spite of the answer is cut off.
      if (bytes > 2 * maxBytes) request.destroy()
      if (!signal.aborted && !parser.write(chunk)) await drained(parser, signal)
    }
  } catch {
    throw new BadRequest('The request was cut off.')
  }
  parser.end()
}

/** Waits until the parser takes more, or nobody wants more. */
async function drained(parser: BusboyInstance, signal: AbortSignal): Promise<void> {
  await once(parser, 'drain', { signal }).catch(() => {})
}
