import type { Context } from 'koa'
import { ConfigError, type Principal, type Renderer, type Toolkit } from '../core/rooms.ts'
import type { BadStatesOptions } from './bad-states.ts'
import { type Base, checkBase } from './base-path.ts'
import type { CallReport } from './call-report.ts'
import type { LiveOptions } from './live/options.ts'
import type { TextsOption } from './texts.ts'
import type { Uploads } from './uploads/create-uploads.ts'

/** What the Koa room is made of. */
export interface KoaOptions {
  /** Made by `createToolkit`. */
  readonly toolkit: Toolkit
  /** Made by `createRenderer`, of the same components. */
  readonly renderer: Renderer
  /** The user of a request; states sealed for one do not open for another. */
  readonly principal?: (ctx: Context) => Principal
  /** Origins beside the site's own, protocol and host, that calls may come from, for instance behind a proxy. */
  readonly origins?: readonly string[]
  /**
   * What a proxy takes off the path of each request, such as `/app`, or `(ctx) =>` that path, for instance from a
   * header that the proxy always sets. koa-mount needs none.
   */
  readonly base?: Base
  /** Path, within the app, to go to when a state does not open and there is no better page; `/`. */
  readonly home?: string
  /**
   * Page to log in at when `authorize` says no; `undefined` where there is none, for instance for somebody who is
   * logged in: then that is a 403. `back` is the path of the page that the call came from.
   */
  readonly login?: (ctx: Context, back: string) => Login | Promise<Login>
  /** How many states that do not open an address may send; `false` for any number. */
  readonly badStates?: BadStatesOptions | false
  /**
   * Is told of each call behind its answer: for a log, or for metrics. Nobody waits for it, and no call fails with it.
   */
  readonly onCall?: OnCall
  /** Whether pages of this site may look into their own states: for development only. */
  readonly inspector?: boolean
  /** What Sealwax itself says to visitors, in place of English: texts, or `(ctx) =>` texts, asked for where one is shown. */
  readonly texts?: TextsOption
  /** Where uploaded files go, made by `createUploads`; without it no method may take files. */
  readonly uploads?: Uploads
  /** Bounds of the streams of living pages. */
  readonly live?: LiveOptions
  /** Ends the streams of living pages when it aborts, and lets no more in. */
  readonly leaving?: AbortSignal
}

type Login = string | undefined

/** Is told what a call came to. */
export type OnCall = (report: CallReport, ctx: Context) => unknown

/** @throws ConfigError when an origin is none, `home` or `base` is not a path of this site, or files have no place to go */
export function checkKoaOptions(options: KoaOptions): void {
  const { origins = [], home = '/' } = options
  for (const origin of origins) {
    // A slash at the end, or capitals, would never match; `null` is the origin of any sandboxed frame.
    if (origin === 'null' || !URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigError(
        `${JSON.stringify(origin)} is not an origin such as https://example.org.`,
      )
    }
  }
  if (!/^\/(?![/\\])/.test(home)) {
    throw new ConfigError(`home ${JSON.stringify(home)} has to be a path such as /.`)
  }
  checkBase(options.base ?? '')
  checkFiles(options)
}

function checkFiles({ toolkit, uploads }: KoaOptions): void {
  for (const { name, methods } of toolkit.components.values()) {
    for (const method of methods.values()) {
      const place = `${name}.${method.name}`
      if (method.files.size > 0 && uploads === undefined) {
        throw new ConfigError(`Method ${place} takes files: give createSealwax the option uploads.`)
      }
      for (const [file, { maxBytes = 0 }] of method.files) {
        if (maxBytes <= (uploads?.maxBytes ?? 0)) continue
        throw new ConfigError(`File '${file}' of ${place}: uploads take less than its maxBytes.`)
      }
    }
  }
}
