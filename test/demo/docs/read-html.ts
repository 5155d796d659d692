import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

/** What a page leads to and can be led to. */
export interface Places {
  readonly ids: ReadonlySet<string>
  readonly links: readonly string[]
  readonly title: string
}

/** Reads the ids, the links and the title of a page. */
export function placesOf(html: string): Places {
  const elements = elementsOf(html)
  return {
    ids: new Set(elements.flatMap((element) => attribute(element, 'id'))),
    links: elements
      .filter(({ tagName }) => tagName === 'a' || tagName === 'iframe')
      .flatMap((element) => [...attribute(element, 'href'), ...attribute(element, 'src')]),
    title: /<title>(.*?)<\/title>/.exec(html)?.[1] ?? '',
  }
}

/** All elements of a page. */
export function elementsOf(html: string): Element[] {
  return elementsIn(parse(html))
}

/** All elements with a class. */
export function elementsOfClass(html: string, name: string): Element[] {
  return elementsOf(html).filter((element) =>
    attribute(element, 'class').some((value) => value.split(/\s+/).includes(name)),
  )
}

/** An element and all that stand in it. */
export function elementsIn(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(elementsIn) : []
  return 'tagName' in node ? [node, ...children] : children
}

export function attribute({ attrs }: Element, name: string): string[] {
  return attrs.filter((attr) => attr.name === name).map(({ value }) => value)
}
