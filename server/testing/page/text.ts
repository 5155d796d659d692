import { attributeOf, type Element, elementsIn, findById, type Node } from './tree.ts'

const unseen = new Set(['head', 'noscript', 'script', 'style', 'template', 'title'])
const inline = new Set(
  'a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
)

/** What can be read: without what is hidden, white space as one space. */
export function textOf(node: Node): string {
  return rawText(node).replace(/\s+/g, ' ').trim()
}

function rawText(node: Node): string {
  if ('value' in node) return node.value
  if (!('childNodes' in node) || isUnseen(node)) return ''
  const text = node.childNodes.map(rawText).join('')
  return inline.has(node.nodeName) ? text : ` ${text} `
}

function isUnseen(node: Node): boolean {
  return 'attrs' in node && (unseen.has(node.tagName) || attributeOf(node, 'hidden') !== undefined)
}

/**
 * Name of a control as a screen reader has it.
 * @see https://www.w3.org/TR/accname-1.2/ (steps that need no style sheet)
 */
export function nameOf(element: Element, page: Node): string {
  const ids = (attributeOf(element, 'aria-labelledby') ?? '').split(/\s+/)
  const labelled = ids
    .flatMap((id) => findById(page, id) ?? [])
    .map(textOf)
    .join(' ')
  const given = attributeOf(element, 'aria-label')?.trim()
  return labelled || given || ownText(element) || labelsOf(element, page) || lastResort(element)
}

function ownText(element: Element): string {
  const { tagName } = element
  if (tagName === 'button' || tagName === 'a') return textOf(element)
  const isButton = tagName === 'input' && attributeOf(element, 'type') === 'submit'
  return isButton ? (attributeOf(element, 'value') ?? 'Submit') : ''
}

function labelsOf(element: Element, page: Node): string {
  const id = attributeOf(element, 'id')
  const labels = elementsIn(page).filter(
    (label) =>
      label.tagName === 'label' &&
      (attributeOf(label, 'for') === undefined
        ? elementsIn(label).includes(element)
        : attributeOf(label, 'for') === id),
  )
  return labels.map(textOf).join(' ')
}

function lastResort(element: Element): string {
  return attributeOf(element, 'title') ?? attributeOf(element, 'placeholder') ?? ''
}
