import type { Answer } from './visitor/wire.ts'

/** A call of a visitor was refused; its cause is the app's own error, where that is known. */
export class RefusedCall extends Error {
  /** Stable name of the case, as `StateRejected`; `undefined` where the answer does not tell. */
  readonly code: string | undefined
  /** HTTP status of the case; without JavaScript some are answered by a redirect. */
  readonly status: number
  /** The answer to the call. */
  readonly answer: Answer

  constructor(message: string, { code, status, answer, cause }: RefusedWith) {
    super(message, { cause })
    this.name = 'RefusedCall'
    this.code = code
    this.status = status
    this.answer = answer
  }
}

interface RefusedWith {
  readonly code: string | undefined
  readonly status: number
  readonly answer: Answer
  readonly cause: unknown
}

/** Reads what a call was refused with: from the error that the app told of, else from the answer. */
export function readRefusal(answer: Answer): RefusedCall | undefined {
  const { status, error } = answer
  if (isCoded(error)) return new RefusedCall(error.message, { ...coded(error), answer })
  if (status < 400 || status === 422) return undefined
  const { code, message } = inJson(answer)
  const text = message ?? `The call was answered with ${status}.`
  return new RefusedCall(text, { code, status, answer, cause: error })
}

interface Coded extends Error {
  readonly code: string
  readonly status: number
}

function isCoded(error: unknown): error is Coded {
  return error instanceof Error && 'code' in error && typeof (error as Coded).status === 'number'
}

function coded(error: Coded) {
  const { code, status } = error
  return { code, status, cause: error }
}

function inJson({ headers, text }: Answer): { code?: string; message?: string } {
  if (headers['content-type']?.startsWith('application/json') !== true) return {}
  return (JSON.parse(text) as { error?: object }).error ?? {}
}
