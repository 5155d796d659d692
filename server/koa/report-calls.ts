import type { Context, Next } from 'koa'
import { type CallRecord, type CallReport, createRecord, toReport } from './call-report.ts'
import type { Middleware } from './context.ts'
import { isDeveloper } from './development/is-developer.ts'
import { toServerTiming } from './inspector/server-timing.ts'
import type { OnCall } from './options.ts'
import type { Room } from './room.ts'

/** Has calls measured and told to the app's hook, where it has one, and to the browser, where the inspector is on. */
export function reportCalls(
  room: Room,
  answer: (ctx: Context, next: Next, record: CallRecord) => Promise<void>,
): Middleware {
  const { onCall, meters, inspector = false } = room
  if (onCall === undefined && !inspector) return (ctx, next) => answer(ctx, next, createRecord())
  return async (ctx, next) => {
    const record = createRecord()
    meters.set(ctx, record.meter)
    try {
      await answer(ctx, next, record)
    } catch (error) {
      record.failure = { error, isThrown: true }
      throw error
    } finally {
      const report = toReport(ctx, record)
      if (inspector && isDeveloper(room, ctx)) ctx.set('Server-Timing', toServerTiming(report))
      // The answer goes first.
      if (onCall !== undefined) setImmediate(() => void tell(onCall, ctx, report))
    }
  }
}

/** No call, and no process, fails with the hook. */
async function tell(onCall: OnCall, ctx: Context, report: CallReport): Promise<void> {
  try {
    await onCall(report, ctx)
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error('onCall failed.', { cause: thrown })
    try {
      ctx.app.emit('error', error, ctx)
    } catch (unheard) {
      process.emitWarning(unheard as Error)
    }
  }
}
