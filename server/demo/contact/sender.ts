import { randomUUID } from 'node:crypto'
import type { Context } from 'koa'

/** Whose letters these are: this session's, until somebody logs in or out. */
export function senderOf(ctx: Context): string {
  ctx['session'].sender ??= randomUUID()
  return ctx['session'].sender
}
