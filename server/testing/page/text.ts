import { attributeOf, type Element, elementsIn, findById, type Node } from './tree.ts'

const unseen = new Set(['head', 'noscript', 'script', 'style', 'template', 'title'])
const inline = new Set(
  'a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
)

const controls = new Set(['select', 'textarea'])

/** What can be read: without what is hidden, white space as one space. */
export function textOf(node: Node): string {
  return squeeze(rawText(node))
}

function rawText(node: Node, isLeftOut = isUnseen): string {
  if ('value' in node) return node.value
  if (!('childNodes' in node) || isLeftOut(node)) return ''
  const text = node.childNodes.map((child) => rawText(child, isLeftOut)).join('')
  return inline.has(node.nodeName) ? text : ` ${text} `
}

function labelText(label: Element): string {
  return squeeze(rawText(label, isUnseenOrControl))
}

/** What stands in a control that a label is around is its value, not its name. */
function isUnseenOrControl(node: Node): boolean {
  return isUnseen(node) || controls.has(node.nodeName)
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
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
  return labels.map(labelText).join(' ')
}

function lastResort(element: Element): string {
  return attributeOf(element, 'title') ?? attributeOf(element, 'placeholder') ?? ''
}
