import { STATUS_CODES } from 'node:http'
import type { Context } from 'koa'
import {
  createMeter,
  type Durations,
  InternalError,
  type Meter,
  SealwaxError,
  StateRejected,
  TooMany,
} from '../core/rooms.ts'
import type { Target } from './call-target.ts'

/** What a call came to. Nothing in it is a secret, a state or a text of a user. */
export interface CallReport {
  /** `undefined` where no component, or no method of it, has the name that was asked for, or it was no POST. */
  readonly component: string | undefined
  /** `undefined` for a refresh as well. */
  readonly method: string | undefined
  /** HTTP status of the answer. */
  readonly status: number
  /** `Ok`, or the `code` of the error that was answered. */
  readonly outcome: string
  /**
   * Why: the reason for which a state did not open, which no answer tells; else the name, or our code, of the error
   * behind the one that was answered.
   */
  readonly cause: string | undefined
  /** Name of the case that an InternalError told the user. */
  readonly errorId: string | undefined
  /** Whether htmx asked; else a plain form. */
  readonly isHtmx: boolean
  /** Milliseconds; `total` is from our middleware on, waiting for the body included, until the answer stands. */
  readonly durations: Readonly<Durations> & { readonly total: number }
  readonly sizes: CallSizes
}

/** How much a call moved. */
export interface CallSizes {
  /** Bytes of the request's body; `undefined` where they were not announced. */
  readonly request: number | undefined
  /** Characters of the sealed state that came; `undefined` where there was not one. */
  readonly state: number | undefined
  /** Bytes of the answer's body; `undefined` where it is a stream. */
  readonly answer: number | undefined
  /** How many states were sealed. */
  readonly states: number
  /** Their characters, all together. */
  readonly sealed: number
}

/** What is known of a call while it is answered. */
export interface CallRecord {
  readonly start: number
  readonly meter: Meter
  target: Target | undefined
  /** Length of the state that came. */
  stateLength: number | undefined
  /** Whether input was refused. */
  isInvalid: boolean
  failure: Failure | undefined
}

/** What a call failed with. */
export interface Failure {
  readonly error: unknown
  /** Whether it is left to Koa: it comes from the app's page that shows refused input again. */
  readonly isThrown: boolean
}

/** Starts the record of a call. */
export function createRecord(): CallRecord {
  const start = performance.now()
  const unknown = { target: undefined, stateLength: undefined, failure: undefined }
  return { start, meter: createMeter(), isInvalid: false, ...unknown }
}

/** Says what a call came to, once its answer stands. */
export function toReport(ctx: Context, record: CallRecord): CallReport {
  const { target, failure, meter, start } = record
  const error = failure?.error
  return {
    component: target?.component.name,
    method: target?.method?.name,
    status: failure?.isThrown === true ? statusOf(error) : ctx.status,
    outcome: outcomeOf(record),
    cause: failure && causeOf(error),
    errorId: error instanceof InternalError ? error.id : undefined,
    isHtmx: ctx.htmx.isHtmx,
    durations: rounded({ ...meter.durations, total: performance.now() - start }),
    sizes: sizesOf(ctx, record),
  }
}

/** To a microsecond: more is noise, and takes room in a log. */
function rounded<Name extends string>(times: Record<Name, number>): Record<Name, number> {
  const all = Object.entries<number>(times).map(([name, time]) => [
    name,
    Math.round(time * 1e3) / 1e3,
  ])
  return Object.fromEntries(all)
}

/** As Koa answers what is thrown. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return 500
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown }
  const code = status ?? statusCode
  return typeof code === 'number' && STATUS_CODES[code] !== undefined ? code : 500
}

function outcomeOf({ failure, isInvalid }: CallRecord): string {
  if (failure === undefined) return isInvalid ? 'InvalidInput' : 'Ok'
  const { error, isThrown } = failure
  if (error instanceof SealwaxError) return error.code
  // A page may well answer so, for instance that it is not there.
  return isThrown && statusOf(error) < 500 ? 'InvalidInput' : 'InternalError'
}

/** Messages of errors are not ours to tell: they may quote what a user sent. */
function causeOf(error: unknown): string | undefined {
  if (error instanceof TooMany) return causeOf(error.cause)
  if (error instanceof StateRejected) return (error.cause as Error).message
  if (error instanceof SealwaxError)
    return error.cause === undefined ? undefined : nameOf(error.cause)
  return nameOf(error)
}

function nameOf(cause: unknown): string {
  if (cause instanceof SealwaxError) return cause.code
  return cause instanceof Error ? cause.name : typeof cause
}

function sizesOf({ request, body }: Context, record: CallRecord): CallSizes {
  const { states, sealed } = record.meter
  const answer =
    typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.byteLength(body) : undefined
  return { request: request.length, state: record.stateLength, answer, states, sealed }
}
