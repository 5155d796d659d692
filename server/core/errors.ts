import { english } from './texts.ts'

/**
 * Base of every error that Sealwax throws. Koa reads `status` and `expose` by itself.
 */
export class SealwaxError extends Error {
  /** Stable name of the case: what a program should compare. */
  readonly code: string
  /** HTTP status that this error is answered with. */
  readonly status: number
  /** Whether `message` may be shown to a browser. */
  readonly expose: boolean

  constructor(message: string, answer: Answer, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = answer.code
    this.status = answer.status
    this.expose = answer.expose ?? true
  }
}

/** How an error is answered. */
export interface Answer {
  /** Stable name of the case. */
  readonly code: string
  /** HTTP status. */
  readonly status: number
  /** Whether the message may be shown to a browser; `true`. */
  readonly expose?: boolean
}

/** A mistake in the app's set-up: thrown while something is created, or by a template in error. */
export class ConfigError extends SealwaxError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, { code: 'ConfigError', status: 500, expose: false }, options)
  }
}

/** A value that is not on the allow-list was about to be sealed. */
export class SealingBlocked extends SealwaxError {
  /** Whether it is of no type that is refused, but more than the limits allow. */
  isTooMuch = false

  constructor(message: string, options?: ErrorOptions) {
    super(message, { code: 'SealingBlocked', status: 500, expose: false }, options)
  }
}

/** The data behind a component is gone. */
export class StaleComponentState extends SealwaxError {
  /** Id of the component, once it is known. */
  component: string | undefined
  /** Page that the state was rendered on, once it is known. */
  page: string | undefined

  constructor(message = english.StaleComponentState, options?: ErrorOptions) {
    super(message, { code: 'StaleComponentState', status: 410 }, options)
  }
}

/** A message about a field, or about the form as a whole. */
export interface Issue {
  /** Name of the field, or the way to a part of it, as `rows.0.title`; `''` for the form. */
  readonly path: string
  /** Shown to the user. */
  readonly message: string
}

/**
 * Public state or params failed their schema, or a method found fault with them; `issues` says where.
 * A method may throw it: `new InvalidInput([{ path: 'name', message: 'This name is taken.' }])`.
 */
export class InvalidInput extends SealwaxError {
  /** What is wrong, one message each. */
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super(english.InvalidInput, { code: 'InvalidInput', status: 422 })
    this.issues = issues
  }
}

/** A state opened, but is older than `maxAge` or `maxLifetime`. */
export class StateExpired extends SealwaxError {
  /** Page that the state was rendered on. */
  readonly page: string

  constructor(page: string) {
    super(english.StateExpired, { code: 'StateExpired', status: 403 })
    this.page = page
  }
}

/** A state did not open. The message is the same for every reason; the reason is in `cause`. */
export class StateRejected extends SealwaxError {
  constructor(reason: string, cause?: unknown) {
    super(
      english.StateRejected,
      { code: 'StateRejected', status: 403 },
      {
        cause: new Error(reason, cause === undefined ? {} : { cause }),
      },
    )
  }
}

/** A state opened, but is of a component version that nobody migrates. */
export class StateOutdated extends SealwaxError {
  /** Page that the state was rendered on. */
  readonly page: string

  constructor(page: string) {
    super(english.StateOutdated, { code: 'StateOutdated', status: 409 })
    this.page = page
  }
}

/** A one-shot state was used before. */
export class StateReplayed extends SealwaxError {
  /** Page that the state was rendered on. */
  readonly page: string

  constructor(page: string) {
    super(english.StateReplayed, { code: 'StateReplayed', status: 409 })
    this.page = page
  }
}

/** The store that remembers one-shot states can't be reached: the method did not run. */
export class OnceStoreDown extends SealwaxError {
  constructor(cause: unknown) {
    super(english.OnceStoreDown, { code: 'OnceStoreDown', status: 503 }, { cause })
  }
}

/** The request comes from another site. */
export class CrossSite extends SealwaxError {
  constructor() {
    super(english.CrossSite, { code: 'CrossSite', status: 403 })
  }
}

/** `authorize` said no. */
export class Forbidden extends SealwaxError {
  /** Page that the state was rendered on, where it is known. */
  readonly page: string | undefined

  constructor(page?: string) {
    super(english.Forbidden, { code: 'Forbidden', status: 403 })
    this.page = page
  }
}

/** No component or method of that name. */
export class NotFound extends SealwaxError {
  constructor() {
    super(english.NotFound, { code: 'NotFound', status: 404 })
  }
}

/** Calls are made by POST. */
export class MethodNotAllowed extends SealwaxError {
  constructor() {
    super(english.MethodNotAllowed, { code: 'MethodNotAllowed', status: 405 })
  }
}

/** The body is larger, or has more fields, than the limits allow. */
export class TooLarge extends SealwaxError {
  constructor() {
    super(english.TooLarge, { code: 'TooLarge', status: 413 })
  }
}

/** The body is not a form. */
export class UnsupportedType extends SealwaxError {
  constructor() {
    super(english.UnsupportedType, { code: 'UnsupportedType', status: 415 })
  }
}

/** The body is a form, but can't be read as one. */
export class BadRequest extends SealwaxError {
  constructor(message = english.BadRequest) {
    super(message, { code: 'BadRequest', status: 400 })
  }
}

/** One address sent too many states that did not open. */
export class TooMany extends SealwaxError {
  constructor(cause?: unknown) {
    super(english.TooMany, { code: 'TooMany', status: 429 }, { cause })
  }
}

/** Anything else. The browser sees `id` only; `cause` goes to the log. */
export class InternalError extends SealwaxError {
  /** Random name of the case, by which it is found in the log. */
  readonly id: string

  constructor(id: string, cause: unknown) {
    super(english.InternalError(id), { code: 'InternalError', status: 500 }, { cause })
    this.id = id
  }
}

/**
 * Says that the data behind a component is gone: the browser removes the element (410).
 * @param message shown to the user; `This is no longer there.`
 * @returns an error to throw from `load` or a method
 */
export function stale(message?: string): StaleComponentState {
  return new StaleComponentState(message)
}
