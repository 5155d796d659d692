import assert from 'node:assert/strict'
import { type Fields, toPublicJson } from '../../core/rooms.ts'
import { findButton } from './find-control.ts'
import { type Entry, entriesOf, filesOf, formOf } from './form.ts'
import { liveIn } from './live-children.ts'
import { rootOf, type Spot, stateFormOf } from './spot.ts'
import type { Sent, Surface } from './surface.ts'
import { attributeOf, closest, type Element, elementsIn, isComponent } from './tree.ts'

/** What a button with `call()` sends, with these params; without a method a refresh. */
export function composeCall(spot: Spot, method?: string, params?: Fields): Sent {
  const form = stateFormOf(spot)
  const url = attributeOf(form, 'action') ?? ''
  const own = entriesOf(form, spot.surface.document)
  const action = method === undefined ? url : `${url}/${method}`
  const fields = params === undefined ? own : [...own, json('_params', params)]
  return dress(spot, { action, fields, files: undefined, byScript: true, method: 'POST' })
}

/** What a button sends when it is pressed. */
export function composePress(spot: Spot, name: string): Sent {
  return composeSubmit(spot, findButton(rootOf(spot), spot.surface, name))
}

/** What a form sends, by this button of its own or by none. */
export function composeSubmit(
  spot: Spot,
  button: Element,
  form: Element = ownerOf(button, spot),
): Sent {
  const { document } = spot.surface
  const method = attributeOf(button, 'formmethod') ?? attributeOf(form, 'method')
  return dress(spot, {
    method: method?.toLowerCase() === 'post' ? 'POST' : 'GET',
    action: attributeOf(button, 'formaction') ?? attributeOf(form, 'action') ?? '',
    fields: entriesOf(form, document, button),
    files: filesOf(form, document),
    byScript: [button, form].some((one) => attributeOf(one, 'hx-post') !== undefined),
  })
}

function ownerOf(button: Element, { surface }: Spot): Element {
  const form = formOf(button, surface.document)
  assert(form !== undefined, 'The button belongs to no form.')
  return form
}

/** Puts in what a test has set, and what the script adds. */
function dress(spot: Spot, composed: Omit<Sent, 'id' | 'site'>): Sent {
  const { surface, disguise } = spot
  const isCall = composed.fields.some(([name]) => name === '_state')
  if (!isCall) return { ...composed, id: undefined, site: disguise.site }
  const fields = composed.fields.map((field): Entry => {
    return field[0] === '_state' && disguise.state !== undefined
      ? ['_state', disguise.state]
      : field
  })
  const id = idOfState(surface, composed.fields) ?? spot.id
  const more = [...takePending(surface, id), ...liveIn(surface, id)]
  return { ...composed, id, fields: [...fields, ...more], site: disguise.site }
}

/** A button may belong to a component that lives in the one that was asked for it. */
function idOfState({ document }: Surface, fields: readonly Entry[]): string | undefined {
  const sealed = fields.find(([name]) => name === '_state')?.[1]
  const field = elementsIn(document).find(
    (one) => attributeOf(one, 'name') === '_state' && attributeOf(one, 'value') === sealed,
  )
  const root = field && closest(field, isComponent)
  return root && attributeOf(root, 'id')
}

function takePending({ pending }: Surface, id: string): Entry[] {
  const fields = pending.get(id)
  pending.delete(id)
  return fields === undefined ? [] : [json('_public', fields)]
}

function json(name: string, fields: Fields): Entry {
  return [name, JSON.stringify(toPublicJson(fields))]
}

/** Notes public state that goes along with the next call. */
export function setPending({ surface, id }: Spot, fields: Fields): void {
  surface.pending.set(id, { ...surface.pending.get(id), ...fields })
}
