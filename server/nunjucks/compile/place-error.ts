import { ConfigError, SealwaxError } from '../../core/rooms.ts'
import { TemplateError } from './internals.ts'

/** A mistake in a template, with the place where it was made. */
class TemplateMistake extends ConfigError {
  override readonly name = 'ConfigError'
}

/**
 * Says in which template and line an error began; the innermost place wins. Errors that have an answer
 * of their own, such as an outdated state, stay what they are.
 * @param place `view:line`, or the view alone
 */
export function placeError(thrown: unknown, place: string): unknown {
  const error = withoutWrapping(thrown)
  if (error instanceof TemplateMistake) return error
  if (error instanceof SealwaxError && !(error instanceof ConfigError)) return error
  const message = error instanceof Error ? error.message : String(error)
  return new TemplateMistake(`${place}: ${message}`, { cause: error })
}

/** Runs a part of a template that stands at a known place. */
export function atPlace<T>(place: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw placeError(error, place)
  }
}

/** Nunjucks wraps an error again for each template that it passes. */
function withoutWrapping(error: unknown): unknown {
  return error instanceof TemplateError && error.cause !== undefined
    ? withoutWrapping(error.cause)
    : error
}
