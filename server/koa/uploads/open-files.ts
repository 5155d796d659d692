import type { Context } from 'koa'
import {
  type AnyMethod,
  BadRequest,
  type CallFields,
  type Limits,
  StateRejected,
  TooLarge,
} from '../../core/rooms.ts'
import { type CallBody, refuseParsed } from '../body.ts'
import { createIntake, type Taking } from './intake.ts'
import { type PartHandlers, readMultipart } from './read-multipart.ts'

export interface FilesOptions extends Taking {
  readonly method: AnyMethod
  readonly boundary: string
  readonly limits: Limits
}

/**
 * Begins to read a multipart body: up to its first file, which waits for `receive`.
 * @throws TooLarge when it says so itself
 */
export function openFiles(ctx: Context, options: FilesOptions): CallBody {
  const { uploads, method, boundary, limits } = options
  const { maxBytes } = uploads
  if (Number(ctx.get('Content-Length')) > maxBytes) throw new TooLarge()
  refuseParsed(ctx)
  const intake = createIntake(ctx, options, method.files)
  const fields: Record<string, string[]> = Object.create(null)
  const allowed = createGate<void>()
  const head = createGate<CallFields>()
  const handlers: PartHandlers = {
    field(name, value) {
      fields[name] ??= []
      fields[name].push(value)
    },
    file(part) {
      head.open(copyOf(fields))
      return allowed.opened.then(() => intake.take(part))
    },
  }
  const reading = readMultipart(ctx.req, { boundary, limits, maxBytes }, handlers)
  reading.done.then(() => head.open(fields), head.close)
  return {
    head: () => head.opened,
    async receive() {
      allowed.open()
      await reading.done
      // The one that was checked stands before the files.
      if (fields['_state']?.length !== 1) throw new StateRejected('a _state behind a file')
      const { files, issues } = intake
      return { fields, files, issues }
    },
    async close() {
      reading.stop(new BadRequest())
      await intake.close()
    },
  }
}

function copyOf(fields: CallFields): CallFields {
  const copy: Record<string, readonly string[]> = Object.create(null)
  for (const [name, values] of Object.entries(fields)) copy[name] = [...values]
  return copy
}

interface Gate<T> {
  readonly opened: Promise<T>
  readonly open: (value: T) => void
  readonly close: (reason: unknown) => void
}

function createGate<T>(): Gate<T> {
  let settle: Omit<Gate<T>, 'opened'> = { open: () => {}, close: () => {} }
  const opened = new Promise<T>((open, close) => {
    settle = { open, close }
  })
  // It may be closed when nobody waits at it.
  opened.catch(() => {})
  return { opened, ...settle }
}
