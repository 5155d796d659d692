import { type Fields, SealwaxError } from '../../core/rooms.ts'
import { mostNames, previewValue } from './preview.ts'

/** What loading came to. */
export interface Outcome {
  readonly loaded?: Fields
  readonly error?: unknown
}

/** Keeps what a load throws: it is something to show, not a failure of the inspector. */
export async function outcomeOf(run: () => Promise<Fields>): Promise<Outcome> {
  try {
    return { loaded: await run() }
  } catch (error) {
    return { error }
  }
}

/** What the panel is told of it. */
export function showLoad(hasLoad: boolean, { loaded, error }: Outcome) {
  if (loaded === undefined) return { error: describe(error) }
  const names = hasLoad ? Object.keys(loaded) : []
  const shown = names.slice(0, mostNames)
  const keys = shown.map((name) => ({ name, value: previewValue(loaded[name]) }))
  return { hasLoad, keys, more: names.length - keys.length }
}

/** The developer's own page may tell what the app's code threw. */
function describe(error: unknown) {
  if (!(error instanceof Error)) return { code: typeof error, message: previewValue(error) }
  const code = error instanceof SealwaxError ? error.code : error.name
  return { code, message: previewValue(error.message) }
}
