import type { Context, Middleware } from 'koa'
import { type Listener, stepApp } from './step-app.ts'
import { filesAfter, readSteps } from './steps.ts'

/** The pages of all steps have it at the root. */
const styleSheet = '/style.css'

/** Serves the app of each step of the tutorial, at `/tutorial/1/` and so on, for frames of this site. */
export function tutorial(): Middleware {
  let style: string | undefined
  return async (ctx, next) => {
    const app = await appAt(ctx)
    if (app !== undefined) await answerBy(app, ctx)
    else if (ctx.path === styleSheet) {
      style ??= filesAfter(readSteps()).get('style.css')
      ctx.type = 'css'
      ctx.body = style
    } else await next()
  }
}

async function appAt(ctx: Context): Promise<Listener | undefined> {
  const [, number] = /^\/tutorial\/([1-9]\d?)(?:\/|$)/.exec(ctx.path) ?? []
  return number === undefined ? undefined : stepApp(Number(number), ctx.app)
}

/** The step's app makes a context of its own, with its own keys and session. */
async function answerBy(app: Listener, ctx: Context): Promise<void> {
  const policy = ctx.response.get('Content-Security-Policy')
  ctx.set('Content-Security-Policy', policy.replace(/frame-ancestors [^;]*/, inFrames))
  ctx.respond = false
  await app(ctx.req, ctx.res)
}

const inFrames = "frame-ancestors 'self'"
