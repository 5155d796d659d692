import type { Context } from 'koa'
import {
  type AnyComponent,
  type Fields,
  loadAgain,
  type Opened,
  type OpenedPart,
  readOpened,
  readSealHeader,
  SealwaxError,
  type Warning,
  warningsOf,
} from '../../core/rooms.ts'
import { callVisit } from '../call-visit.ts'
import type { Room } from '../room.ts'
import { previewJson, previewValue } from './preview.ts'

/** A component's state on its page. */
interface Sealed {
  readonly component: AnyComponent
  readonly sealed: string
}

/** Names of one part that are told one by one. */
const maxNames = 100

/**
 * Opens a state, and loads what its component would load.
 * @throws StateRejected when it is not of this session and principal
 */
export async function inspectState(room: Room, ctx: Context, { component, sealed }: Sealed) {
  const { toolkit, session } = room
  const { name, definition } = component
  const { maxLifetime, limits, now } = toolkit
  const maxAge = definition.maxAge ?? toolkit.maxAge
  const opened = readOpened(
    session.sealer(ctx).unseal(sealed, { purpose: 'state', component: name }),
    name,
  )
  const visit = callVisit(room, ctx, { page: opened.page, flash: '' })
  const outcome = await outcomeOf(() => loadAgain(visit, component, sealed))
  const facts = { sealed: sealed.length, now: now(), maxAge, maxLifetime, loaded: outcome.loaded }
  const { keyId, version: format, bytes } = readSealHeader(sealed, limits.maxSealedLength)
  const expires = Math.min(opened.issued + maxAge, opened.born + maxLifetime)
  return {
    component: name,
    seal: { format, keyId, isNewest: isNewest(room, keyId), bytes, characters: sealed.length },
    ...headOf(opened),
    now: now(),
    expires,
    parts: opened.parts.map(showPart),
    load: showLoad(definition.load !== undefined, outcome),
    warnings: warningsOf(opened, facts) satisfies Warning[],
  }
}

function isNewest({ toolkit }: Room, keyId: string): boolean {
  return toolkit.keyring.newest.id.toString('hex') === keyId
}

function headOf(opened: Opened) {
  const { id, page, issued, born, lineage, version, bytes, headBytes, typeBytes } = opened
  return { id, page, issued, born, lineage, version, bytes, headBytes, typeBytes }
}

function showPart({ name, bytes, keys }: OpenedPart) {
  const shown = keys.slice(0, maxNames)
  return {
    name,
    bytes,
    more: keys.length - shown.length,
    keys: shown.map(({ value, ...key }) => ({
      ...key,
      name: previewJson(key.name),
      value: previewJson(value),
    })),
  }
}

/** What loading came to. */
interface Outcome {
  readonly loaded?: Fields
  readonly error?: unknown
}

/** A load that fails is something to show, not a failure of the inspector. */
async function outcomeOf(run: () => Promise<Fields>): Promise<Outcome> {
  try {
    return { loaded: await run() }
  } catch (error) {
    return { error }
  }
}

function showLoad(hasLoad: boolean, { loaded, error }: Outcome) {
  if (loaded === undefined) return { error: describe(error) }
  const names = hasLoad ? Object.keys(loaded) : []
  const keys = names.slice(0, maxNames).map((name) => ({ name, value: previewValue(loaded[name]) }))
  return { hasLoad, keys, more: names.length - keys.length }
}

/** The developer's own page may tell what the app's code threw. */
function describe(error: unknown) {
  if (error instanceof SealwaxError)
    return { code: error.code, message: previewText(error.message) }
  const name = error instanceof Error ? error.name : typeof error
  return {
    code: name,
    message: previewText(error instanceof Error ? error.message : String(error)),
  }
}

function previewText(text: string): string {
  return text.slice(0, 300)
}
