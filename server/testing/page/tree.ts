import {
  type DefaultTreeAdapterTypes,
  defaultTreeAdapter,
  parse,
  parseFragment,
  serialize,
  serializeOuter,
} from 'parse5'

export type Node = DefaultTreeAdapterTypes.Node
export type ParentNode = DefaultTreeAdapterTypes.ParentNode
export type Element = DefaultTreeAdapterTypes.Element

/** Reads a whole page, as a browser does. */
export function parsePage(html: string): ParentNode {
  return parse(html)
}

/** Reads a part of a page, which may be a row of a table: what stands around it is not known. */
export function parsePart(html: string): ParentNode {
  return parseFragment(html)
}

/** All elements below a node, in the order of the page. */
export function elementsIn(node: Node, found: Element[] = []): Element[] {
  if (!('childNodes' in node)) return found
  for (const child of node.childNodes) {
    if (!('tagName' in child)) continue
    found.push(child)
    elementsIn(child, found)
  }
  return found
}

export function attributeOf({ attrs }: Element, name: string): string | undefined {
  return attrs.find((attribute) => attribute.name === name)?.value
}

/** Sets an attribute; `undefined` takes it away. */
export function setAttribute(element: Element, name: string, value: string | undefined): void {
  element.attrs = element.attrs.filter((attribute) => attribute.name !== name)
  if (value !== undefined) element.attrs.push({ name, value })
}

/** The element that holds the title of a page. */
export function findTitle(root: Node): Element | undefined {
  return elementsIn(root).find(({ tagName }) => tagName === 'title')
}

export function findById(root: Node, id: string): Element | undefined {
  return elementsIn(root).find((element) => attributeOf(element, 'id') === id)
}

/** The element itself, or the nearest around it, that a test accepts. */
export function closest(element: Element, accepts: (one: Element) => boolean): Element | undefined {
  if (accepts(element)) return element
  const { parentNode } = element
  return parentNode !== null && 'tagName' in parentNode ? closest(parentNode, accepts) : undefined
}

export function isComponent(element: Element): boolean {
  return attributeOf(element, 'data-component') !== undefined
}

/** Takes an element out of its page. */
export function removeElement(element: Element): void {
  defaultTreeAdapter.detachNode(element)
}

/** Puts nodes where an element was. */
export function replaceElement(element: Element, next: readonly Node[]): void {
  const { parentNode } = element
  for (const node of next) {
    defaultTreeAdapter.detachNode(node as Element)
    if (parentNode) defaultTreeAdapter.insertBefore(parentNode, node as Element, element)
  }
  removeElement(element)
}

/** Replaces all that is in an element by a text. */
export function setText(element: Element, text: string): void {
  element.childNodes = []
  defaultTreeAdapter.insertText(element, text)
}

/** Puts all that is in one element in the place of what is in another. */
export function moveChildren(from: Element, to: Element): void {
  const { childNodes } = from
  from.childNodes = []
  to.childNodes = []
  for (const child of childNodes) defaultTreeAdapter.appendChild(to, child)
}

export function htmlOf(node: Node): string {
  return 'tagName' in node ? serializeOuter(node) : serialize(node as ParentNode)
}
