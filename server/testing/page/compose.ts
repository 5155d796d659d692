import assert from 'node:assert/strict'
import { type Fields, stateFormId, toPublicJson } from '../../core/rooms.ts'
import {
  controlsOf,
  type Entry,
  entriesOf,
  filesOf,
  formOf,
  isDisabled,
  isSubmitter,
} from './form.ts'
import type { Sent, Surface } from './surface.ts'
import { nameOf } from './text.ts'
import { attributeOf, closest, type Element, elementsIn, findById, isComponent } from './tree.ts'

/** What a test changes about what a component sends. */
export interface Disguise {
  /** A state in the place of the component's own. */
  readonly state?: string
  /** Origin of another site's page. */
  readonly site?: string
}

/** One component of a page. */
export interface Spot {
  readonly surface: Surface
  readonly id: string
  readonly disguise: Disguise
}

/** @throws AssertionError when the page has no such component (any more) */
export function rootOf({ surface, id }: Spot): Element {
  const root = findById(surface.document, id)
  assert(root !== undefined, `The component ${id} is not on the page.`)
  return root
}

export function stateFormOf(spot: Spot): Element {
  rootOf(spot)
  const form = findById(spot.surface.document, stateFormId(spot.id))
  assert(form !== undefined, `The component ${spot.id} has no sealed() in its template.`)
  return form
}

/** The sealed state that a component has in the page. */
export function sealedOf(spot: Spot): string {
  const field = elementsIn(stateFormOf(spot)).find((one) => attributeOf(one, 'name') === '_state')
  return (field && attributeOf(field, 'value')) ?? ''
}

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

/** Characters of the children's states that the script sends along. */
const roomForStates = 4096

/** Children that are alive in the page, as the script tells of them: the first with their states. */
function liveIn(surface: Surface, id: string): Entry[] {
  const root = surface.scripted ? findById(surface.document, id) : undefined
  let room = roomForStates
  const live = (root === undefined ? [] : elementsIn(root)).flatMap((child) => {
    const digest = attributeOf(child, 'data-digest')
    if (digest === undefined) return []
    const childId = attributeOf(child, 'id') ?? ''
    const state = sealedOf({ surface, id: childId, disguise: {} })
    room -= state.length
    return [room > 0 ? [childId, digest, state] : [childId, digest]]
  })
  return live.length === 0 ? [] : [['_live', JSON.stringify(live)]]
}

function json(name: string, fields: Fields): Entry {
  return [name, JSON.stringify(toPublicJson(fields))]
}

/** @throws AssertionError unless there is just one button of this name, and it can be pressed */
export function findButton(within: Element, { document }: Surface, name: string): Element {
  const buttons = elementsIn(within).filter(isSubmitter)
  const found = buttons.filter((button) => nameOf(button, document) === name)
  const names = buttons.map((button) => nameOf(button, document)).filter(Boolean)
  const there = `The buttons are: ${names.join(', ') || 'none'}.`
  assert(found.length === 1, `There are ${found.length} buttons ${JSON.stringify(name)}. ${there}`)
  const [button] = found as [Element]
  assert(!isDisabled(button), `The button ${JSON.stringify(name)} is disabled.`)
  return button
}

/** The form that calls a method, and the button that Enter presses in it. */
export function findForm(spot: Spot, method: string): { form: Element; button: Element } {
  const { document } = spot.surface
  const url = `${attributeOf(stateFormOf(spot), 'action')}/${method}`
  const form = elementsIn(rootOf(spot)).find(
    (one) => one.tagName === 'form' && attributeOf(one, 'action') === url && isOwn(spot, one),
  )
  assert(form !== undefined, `The component ${spot.id} has no form for its method ${method}.`)
  return { form, button: controlsOf(form, document).find(isSubmitter) ?? form }
}

/** Whether an element belongs to the component itself, not to one that lives in it. */
function isOwn(spot: Spot, element: Element): boolean {
  return closest(element, isComponent) === rootOf(spot)
}

/** Notes public state that goes along with the next call. */
export function setPending({ surface, id }: Spot, fields: Fields): void {
  surface.pending.set(id, { ...surface.pending.get(id), ...fields })
}
