import { sealedOf } from '../page/spot.ts'
import type { Surface } from '../page/surface.ts'
import { attributeOf, elementsIn, findById, isComponent, parsePage } from '../page/tree.ts'
import type { Forgery } from '../types.ts'
import { navigate, type Tab } from './tab.ts'

/** States that open, but not in the place of this component: of another one on the page, and of another visitor. */
export async function statesElsewhere(
  tab: Tab,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<Forgery[]> {
  const other = elementsIn(tab.document).find(
    (one) => isComponent(one) && attributeOf(one, 'data-component') !== name,
  )
  const { answer } = await navigate(tab.browser.another(), tab.url)
  const theirs = { ...tab, document: parsePage(answer.text) }
  return [
    ...stateOf(tab, other && attributeOf(other, 'id'), 'of another component'),
    ...stateOf(theirs, id, 'of another session'),
  ]
}

function stateOf(surface: Surface, id: string | undefined, name: string): Forgery[] {
  if (id === undefined || findById(surface.document, id) === undefined) return []
  return [{ name, sealed: sealedOf({ surface, id, disguise: {} }) }]
}
