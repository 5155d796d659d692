import type { Context, Next } from 'koa'
import { type CallRecord, type CallReport, createRecord, toReport } from './call-report.ts'
import type { Middleware } from './context.ts'
import type { OnCall } from './options.ts'
import type { Room } from './room.ts'

/** Has calls measured and told to the app's hook, where it has one. */
export function reportCalls(
  { onCall, meters }: Room,
  answer: (ctx: Context, next: Next, record: CallRecord) => Promise<void>,
): Middleware {
  if (onCall === undefined) return (ctx, next) => answer(ctx, next, createRecord())
  return async (ctx, next) => {
    const record = createRecord()
    meters.set(ctx, record.meter)
    try {
      await answer(ctx, next, record)
    } catch (error) {
      record.failure = { error, isThrown: true }
      throw error
    } finally {
      void tell(onCall, ctx, toReport(ctx, record))
    }
  }
}

/** Nobody waits for what the hook may promise, and no call fails with it. */
async function tell(onCall: OnCall, ctx: Context, report: CallReport): Promise<void> {
  try {
    await onCall(report, ctx)
  } catch (error) {
    ctx.app.emit('error', error, ctx)
  }
}
