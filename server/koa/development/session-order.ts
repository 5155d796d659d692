import type { Context } from 'koa'
import { ConfigError } from '../../core/rooms.ts'
import type { SessionBinding } from '../session/session.ts'

/** Tells of a session that stands behind Sealwax: it can be read, but what a call changes in it is not saved. */
export interface SessionOrder {
  /** Looks whether koa-session has run, before anything of ours reads the session. */
  readonly note: (ctx: Context) => void
  /** The binding, which throws ConfigError where it has not. */
  readonly binding: SessionBinding
}

/** Watches in development that koa-session stands in front. */
export function watchSessionOrder(binding: SessionBinding): SessionOrder {
  const behind = new WeakSet<Context>()
  const checked = <T>(run: (ctx: Context) => T) => {
    return (ctx: Context): T => {
      if (behind.has(ctx)) throw new ConfigError(message)
      return run(ctx)
    }
  }
  const { sealer, sealerForRender } = binding
  return {
    note: (ctx) => void (standsBehind(ctx) && behind.add(ctx)),
    binding: {
      ...binding,
      sealer: checked(sealer),
      sealerForRender: checked(sealerForRender),
    },
  }
}

const message =
  'koa-session stands behind Sealwax: what a method changes in the session is lost. ' +
  'app.use(session({ … }, app)) has to stand in front of app.use(sealwax.middleware()).'

/**
 * koa-session adds itself to the app's context, and something of its own to each request that it has seen. An app
 * that saves its session by itself needs no middleware for that; other libraries are not known here.
 * @see koa-session, `extendContext`
 */
function standsBehind(ctx: Context): boolean {
  if (!has(Object.getPrototypeOf(ctx) as object, 'get contextSession')) return false
  if (has(ctx, 'contextSession instance')) return false
  return ctx['sessionOptions']?.autoCommit === true
}

function has(target: object, symbol: string): boolean {
  return Object.getOwnPropertySymbols(target).some(({ description }) => description === symbol)
}
