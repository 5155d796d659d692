import assert from 'node:assert/strict'
import { keyedId } from '../../core/rooms.ts'
import type { Defined, Key } from '../types.ts'
import { attributeOf, type Element, elementsIn, isComponent, type Node } from './tree.ts'

/** A component, or its name; for one alone also its id, or the end of that. */
export type Wanted = string | Defined

/** Ids of the components in a part of a page, in its order. */
export function idsOf(node: Node, wanted: Wanted): string[] {
  const components = elementsIn(node).filter(isComponent)
  return components.filter((one) => attributeOf(one, 'data-component') === nameIn(wanted)).map(idOf)
}

/**
 * Id of the one component that is meant: by its id, by the end of it, or by its name.
 * @throws AssertionError when there is none, or more than one
 */
export function findId(node: Node, wanted: Wanted, key?: Key): string {
  const name = nameIn(wanted)
  const end = key === undefined ? name : keyedId(undefined, name, key)
  const ids = elementsIn(node).filter(isComponent).map(idOf)
  if (ids.includes(end)) return end
  const ending = ids.filter((id) => id.endsWith(`__${end}`))
  const found = ending.length > 0 || key !== undefined ? ending : idsOf(node, name)
  const there = `The components are: ${ids.join(', ') || 'none'}.`
  assert(found.length === 1, `${found.length} components are meant by ${end}. ${there}`)
  return found[0] as string
}

function nameIn(wanted: Wanted): string {
  return typeof wanted === 'string' ? wanted : wanted.name
}

function idOf(element: Element): string {
  return attributeOf(element, 'id') ?? ''
}
