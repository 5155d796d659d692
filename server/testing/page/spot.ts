import assert from 'node:assert/strict'
import { stateFormId } from '../../core/rooms.ts'
import type { Surface } from './surface.ts'
import { attributeOf, type Element, elementsIn, findById } from './tree.ts'

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
