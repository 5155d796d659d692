import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  BadRequest,
  ConfigError,
  CrossSite,
  Forbidden,
  InternalError,
  InvalidInput,
  MethodNotAllowed,
  NotFound,
  OnceStoreDown,
  SealingBlocked,
  SealwaxError,
  StateExpired,
  StateOutdated,
  StateRejected,
  StateReplayed,
  stale,
  TooLarge,
  TooMany,
  UnsupportedType,
} from '../../server/core/index.ts'

const cause = new Error('private')

/** What a browser is told of each: status, name, and the text that a user reads. */
const answers: [error: SealwaxError, status: number, code: string, message: string][] = [
  [stale(), 410, 'StaleComponentState', 'This is no longer there.'],
  [stale('Gone.'), 410, 'StaleComponentState', 'Gone.'],
  [new InvalidInput([]), 422, 'InvalidInput', 'The input is not valid.'],
  [new StateExpired('/'), 403, 'StateExpired', 'This has expired.'],
  [new StateRejected('private', cause), 403, 'StateRejected', 'This state can not be used.'],
  [new StateOutdated('/'), 409, 'StateOutdated', 'This is from another version of the page.'],
  [new StateReplayed('/'), 409, 'StateReplayed', 'This was done already.'],
  [new OnceStoreDown(cause), 503, 'OnceStoreDown', 'Please try again in a moment.'],
  [new CrossSite(), 403, 'CrossSite', 'The request comes from another site.'],
  [new Forbidden(), 403, 'Forbidden', 'You may not do this.'],
  [new NotFound(), 404, 'NotFound', 'There is nothing here.'],
  [new MethodNotAllowed(), 405, 'MethodNotAllowed', 'Only POST is allowed here.'],
  [new TooLarge(), 413, 'TooLarge', 'The request is too large.'],
  [new UnsupportedType(), 415, 'UnsupportedType', 'The body has to be a form.'],
  [new BadRequest(), 400, 'BadRequest', 'The request can not be read.'],
  [new TooMany(cause), 429, 'TooMany', 'Too many requests.'],
  [new InternalError('a1', cause), 500, 'InternalError', 'Something went wrong (a1).'],
]

describe('SealwaxError', () => {
  for (const [error, status, code, message] of answers) {
    it(`says ${status} ${code}, and shows '${message}'`, () => {
      assert.ok(error instanceof SealwaxError)
      assert.deepEqual(
        [error.status, error.code, error.name, error.message, error.expose],
        [status, code, code, message, true],
      )
    })
  }

  it('hides the texts of mistakes in an app from browsers', () => {
    for (const Mistake of [ConfigError, SealingBlocked]) {
      const error = new Mistake('private', { cause })
      assert.deepEqual(
        [error.status, error.code, error.expose, error.cause],
        [500, Mistake.name, false, cause],
      )
    }
  })

  it('keeps the private cause for the log', () => {
    const told = [new OnceStoreDown(cause), new TooMany(cause), new InternalError('a1', cause)]
    for (const error of told) assert.equal(error.cause, cause)
    const { cause: reason } = new StateRejected('private', cause) as { cause: Error }
    assert.deepEqual([reason.message, reason.cause], ['private', cause])
    assert.ok(!('cause' in (new StateRejected('private').cause as Error)))
  })

  it('knows the page that it is about', () => {
    for (const About of [StateExpired, StateOutdated, StateReplayed, Forbidden]) {
      assert.equal(new About('/todos').page, '/todos')
    }
  })
})
