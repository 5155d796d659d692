import assert from 'node:assert/strict'
import { attributeOf, type Element, elementsIn, isComponent, type Node } from './tree.ts'

/** Ids of the components in a part of a page, in its order. */
export function idsOf(node: Node, name: string): string[] {
  const components = elementsIn(node).filter(isComponent)
  return components.filter((one) => attributeOf(one, 'data-component') === name).map(idOf)
}

/**
 * Id of the one component that is meant: by its id, by the end of it, or by its name.
 * @throws AssertionError when there is none, or more than one
 */
export function findId(node: Node, idOrName: string): string {
  const components = elementsIn(node).filter(isComponent)
  const ids = components.map(idOf)
  if (ids.includes(idOrName)) return idOrName
  const ending = ids.filter((id) => id.endsWith(`__${idOrName}`))
  const found = ending.length > 0 ? ending : idsOf(node, idOrName)
  const there = `The components are: ${ids.join(', ') || 'none'}.`
  assert(found.length === 1, `${found.length} components are meant by ${idOrName}. ${there}`)
  return found[0] as string
}

function idOf(element: Element): string {
  return attributeOf(element, 'id') ?? ''
}
