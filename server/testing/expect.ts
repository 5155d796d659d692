import assert from 'node:assert/strict'
import type { TestComponent } from './test-component.ts'
import type { Kind, MethodOf, ParamsOf } from './types.ts'
import type { Answer } from './visitor/wire.ts'

/** What a call was refused with. */
export interface Refusal {
  /** Stable name of the case, as `StateRejected`; see the errors of `sealwax`. */
  readonly code: string | undefined
  /** HTTP status. */
  readonly status: number
  readonly message: string
  /** The answer to a visitor's call. */
  readonly answer?: Answer
}

/**
 * Checks that a call is refused.
 * @param call what `call`, `click`, `submit` or `render` returned
 * @param code name of the case, for instance `Forbidden`
 * @returns what it was refused with
 * @throws AssertionError when it went well, or was refused with something else
 */
export async function expectRefused(call: Promise<unknown>, code: string): Promise<Refusal> {
  const refusal = await refusalOf(call)
  assert(refusal !== undefined, `The call went well, but ${code} was expected.`)
  if (refusal.code === code) return refusal
  throw new assert.AssertionError({
    message: `The call was refused with ${refusal.code ?? refusal.message}, not with ${code}.`,
    actual: refusal.code,
    expected: code,
    operator: 'strictEqual',
  })
}

/**
 * Checks that the data behind a component is gone: 410.
 * @param call what `call`, `click`, `submit`, `refresh` or `render` returned
 * @returns what it was refused with
 * @throws AssertionError when it is there
 */
export async function expectStale(call: Promise<unknown>): Promise<Refusal> {
  const refusal = await expectRefused(call, 'StaleComponentState')
  assert.equal(refusal.status, 410)
  return refusal
}

/**
 * Checks that no forged state opens in the place of a component's own, and that no answer tells why.
 * @param method a method that could be called
 * @throws AssertionError naming the state that was taken, or whose refusal differs
 */
export async function expectForgeriesRefused<K extends Kind, M extends MethodOf<K>>(
  component: TestComponent<K>,
  method: M,
  ...params: ParamsOf<K['params'][M]>
): Promise<void> {
  const messages = new Set<string>()
  for (const { name, sealed } of await component.forgeries()) {
    const refusal = await refusalOf(component.withState(sealed).call(method, ...params))
    assert(refusal !== undefined, `A state was taken that is ${name}.`)
    const { code, status, message } = refusal
    assert.deepEqual({ code, status }, { code: 'StateRejected', status: 403 }, `A state ${name}`)
    messages.add(message)
  }
  assert.equal(messages.size, 1, `Refusals differ: ${[...messages].join(' ')}`)
}

/** What a promise is rejected with, if it is a refusal; an error of the app, or of the test, is thrown. */
async function refusalOf(call: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (isRefusal(error)) return error
    throw error
  }
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && typeof (error as Partial<Refusal>).status === 'number'
}
