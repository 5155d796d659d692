import assert from 'node:assert/strict'
import { StateRejected } from 'sealwax'
import { quickly } from './bounds.ts'

const { message } = new StateRejected('')

/**
 * Asserts the one refusal that all hostile texts get, and soon.
 * @param reason what the log is to say
 */
export async function mustReject(read: () => unknown, reason?: string): Promise<void> {
  const error = await quickly(() => errorOf(read))
  assert.ok(error instanceof Error, 'it was accepted')
  const { code, cause } = error as StateRejected
  assert.equal(code, 'StateRejected', error.stack)
  assert.equal(error.message, message)
  if (reason !== undefined) assert.equal(((cause as Error).cause as Error).message, reason)
}

/** What a call throws; `undefined` when it goes well. */
export async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run()
    return undefined
  } catch (error) {
    return error
  }
}
