import type { Context } from 'koa'
import {
  type AnyComponent,
  loadAgain,
  type Opened,
  type OpenedPart,
  readOpened,
  readSealHeader,
  warningsOf,
} from '../../core/rooms.ts'
import { callVisit } from '../call-visit.ts'
import type { Room } from '../room.ts'
import { outcomeOf, showLoad } from './load-outcome.ts'
import { mostNames, previewJson } from './preview.ts'

/** A component's state on its page. */
interface Sealed {
  readonly component: AnyComponent
  readonly sealed: string
}

/**
 * Opens a state, and loads what its component would load.
 * @throws StateRejected when it is not of this session and principal
 */
export async function inspectState(room: Room, ctx: Context, { component, sealed }: Sealed) {
  const { toolkit, session } = room
  const { name, definition } = component
  const { maxLifetime, limits, now } = toolkit
  const maxAge = definition.maxAge ?? toolkit.maxAge
  const text = session.sealer(ctx).unseal(sealed, { purpose: 'state', component: name })
  const opened = readOpened(text, name)
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
    warnings: warningsOf(opened, facts),
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
  const shown = keys.slice(0, mostNames)
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
