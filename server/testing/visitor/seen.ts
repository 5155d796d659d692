import { textIn } from '../page/form.ts'
import { textOf } from '../page/text.ts'
import {
  attributeOf,
  closest,
  type Element,
  elementsIn,
  findById,
  findTitle,
  isComponent,
  type Node,
} from '../page/tree.ts'

/** Texts in the page's region for messages. */
export function messagesIn(page: Node): string[] {
  const region = findById(page, 'sealwax-messages')
  const parts = region?.childNodes.filter((node) => 'tagName' in node) ?? []
  return parts.map(textOf)
}

/** What a page is called. */
export function titleOf(page: Node): string {
  const title = findTitle(page)
  return title === undefined ? '' : textIn(title).trim()
}

/** Messages that stand at the fields of a component, by field. */
export function errorsIn(root: Element, page: Node): Record<string, readonly string[]> {
  const invalid = elementsIn(root).filter(
    (one) => attributeOf(one, 'aria-invalid') === 'true' && closest(one, isComponent) === root,
  )
  return Object.fromEntries(
    invalid.map((field) => [attributeOf(field, 'name') ?? '', describedBy(field, page)]),
  )
}

function describedBy(field: Element, page: Node): string[] {
  const ids = (attributeOf(field, 'aria-describedby') ?? '').split(/\s+/)
  const errors = ids.filter((id) => id.endsWith('_error')).flatMap((id) => findById(page, id) ?? [])
  return errors.map(textOf)
}
