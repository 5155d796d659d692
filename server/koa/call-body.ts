import type { Context } from 'koa'
import type { AnyMethod } from '../core/rooms.ts'
import { type CallBody, parseFields, readBody, readBoundary } from './body.ts'
import type { Room } from './room.ts'
import { openFiles } from './uploads/open-files.ts'

/**
 * Opens the body of a call: as a stream only for a method that takes files.
 * @throws UnsupportedType, TooLarge before anything is parsed
 */
export async function openBody(
  { toolkit, uploads, textsOf }: Room,
  ctx: Context,
  method: AnyMethod | undefined,
): Promise<CallBody> {
  const { limits } = toolkit
  if (uploads !== undefined && method !== undefined && method.files.size > 0) {
    const boundary = readBoundary(ctx)
    if (boundary !== undefined) {
      const texts = () => textsOf(ctx)
      return openFiles(ctx, { uploads, method, boundary, limits, texts })
    }
  }
  const body = await readBody(ctx, limits)
  return { head: () => parseFields(body), receive: undefined, close: async () => {} }
}
