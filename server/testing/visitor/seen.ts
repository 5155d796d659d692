import { textOf } from '../page/text.ts'
import {
  attributeOf,
  closest,
  type Element,
  elementsIn,
  findById,
  isComponent,
  type Node,
} from '../page/tree.ts'

/** Texts in the page's region for messages. */
export function messagesIn(page: Node): string[] {
  const region = findById(page, 'sealwax-messages')
  const parts = region?.childNodes.filter((node) => 'tagName' in node) ?? []
  return parts.map(textOf)
}

/** Title of the document. */
export function titleIn(page: Node): string {
  const [text] = titleElement(page)?.childNodes ?? []
  return text && 'value' in text ? text.value : ''
}

/** The document's own: a picture may have some as well. */
export function titleElement(page: Node): Element | undefined {
  return elementsIn(page).find(({ tagName, namespaceURI }) => {
    return tagName === 'title' && namespaceURI.endsWith('/xhtml')
  })
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
