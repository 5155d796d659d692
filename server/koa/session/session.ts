import type { Context } from 'koa'
import {
  ConfigError,
  type Principal,
  randomId,
  type Sealer,
  StateRejected,
  type Toolkit,
} from '../../core/rooms.ts'
import type { SessionHolder } from '../context.ts'
import { createSealers } from './sealers.ts'

/** Who is there, for the keys of this request. */
export interface Identity {
  readonly binding: string | undefined
  readonly principal: Principal
}

/** Whether another user is there, or a renewed session: nothing is sealed for it from here. */
export function isOther(before: Identity, after: Identity): boolean {
  return before.binding !== after.binding || before.principal !== after.principal
}

/** Ties seals to the session and the principal. */
export interface SessionBinding {
  /** Binding and principal as they are now. */
  readonly identity: (ctx: Context) => Identity
  /** Sealer of a session that has a binding. Throws StateRejected where it has none. */
  readonly sealer: (ctx: Context) => Sealer
  /** Sealer for rendering: makes the binding if there is none. */
  readonly sealerForRender: (ctx: Context) => Sealer
  readonly renew: (ctx: Context) => void
}

/** Name in the session. koa-session does not save names that begin with an underscore. */
const sessionKey = 'sealwax'

/**
 * Keeps a random binding id in the session: a cookie session has no id of its own, and a store's id is stale
 * right after it was regenerated. The id goes into the key derivation; it is no secret.
 */
export function createSessionBinding(
  toolkit: Toolkit,
  principalOf: (ctx: Context) => Principal = () => undefined,
): SessionBinding {
  const sealerFor = createSealers(toolkit)
  const identity = (ctx: Context): Identity => ({
    binding: readBinding(ctx),
    principal: principalOf(ctx),
  })
  const sealer = (ctx: Context): Sealer => {
    const { binding, principal } = identity(ctx)
    if (binding === undefined) throw new StateRejected('the session has no binding')
    return sealerFor(binding, principal)
  }
  return {
    identity,
    sealer,
    sealerForRender(ctx) {
      if (readBinding(ctx) === undefined) makeBinding(ctx)
      return sealer(ctx)
    },
    renew: makeBinding,
  }
}

function readBinding(ctx: Context): string | undefined {
  const binding = holderOf(ctx).session?.[sessionKey]
  return typeof binding === 'string' && binding !== '' ? binding : undefined
}

function makeBinding(ctx: Context): void {
  writableSession(ctx)[sessionKey] = randomId(16)
}

/**
 * The session to write to: a new one where it was ended in this request.
 * @throws ConfigError without koa-session
 */
export function writableSession(ctx: Context): Record<string, unknown> {
  const holder = holderOf(ctx)
  holder.session ??= {}
  // koa-session answers with an object of its own.
  const { session } = holder
  if (session == null) throw new ConfigError('The session can not be written.')
  return session
}

function holderOf(ctx: Context): SessionHolder {
  if ('session' in ctx) return ctx as SessionHolder
  throw new ConfigError('Sealwax needs koa-session in front of it.')
}
